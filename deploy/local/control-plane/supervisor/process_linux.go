package supervisor

import (
	"os/exec"
	"runtime"
	"sync"
	"syscall"
)

var (
	starts  = make(chan func())
	starter = sync.OnceFunc(func() { go runStarts() })
)

// startBound starts a process which the kernel kills as soon as we are gone,
// even when we had no chance to do it ourselves.
func startBound(cmd *exec.Cmd) error {
	starter()
	cmd.SysProcAttr.Pdeathsig = syscall.SIGKILL
	result := make(chan error)
	starts <- func() { result <- cmd.Start() }
	return <-result
}

// runStarts never returns: the "parent" whose death Pdeathsig watches is the
// thread that forked, not the process, and the Go runtime ends threads at will
// unless a goroutine is locked to them.
func runStarts() {
	runtime.LockOSThread()
	for start := range starts {
		start()
	}
}
