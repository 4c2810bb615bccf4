package supervisor

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"
)

// child is a running component.
type child struct {
	name string
	log  string
	cmd  *exec.Cmd
	gone chan struct{} // closed once the process has ended
}

// deathError says that a child ended although nobody asked it to.
type deathError struct {
	name      string
	state     *os.ProcessState
	log       string
	lastLines string
}

func (e *deathError) Error() string {
	return fmt.Sprintf("%s ended unexpectedly (%s); the end of %s:", e.name, e.state, e.log)
}

// spawn starts this executable under another name, which makes it that
// component. died gets the child once it has ended, for whatever reason.
func spawn(dir, name string, args []string, died chan<- *child) (*child, error) {
	executable, err := os.Executable()
	if err != nil {
		return nil, err
	}
	c := &child{name: name, log: filepath.Join(dir, name+".log"), gone: make(chan struct{})}
	log, err := os.Create(c.log)
	if err != nil {
		return nil, err
	}
	defer log.Close()

	c.cmd = &exec.Cmd{
		Path:   executable,
		Args:   append([]string{name}, args...),
		Env:    environment(),
		Dir:    dir,
		Stdout: log,
		Stderr: log,
		// Ctrl-C goes to the whole foreground group. The order in which the
		// components stop is ours to decide, so they must not be in it.
		SysProcAttr: &syscall.SysProcAttr{Setpgid: true},
	}
	if err := startBound(c.cmd); err != nil {
		return nil, fmt.Errorf("start %s: %w", name, err)
	}
	go func() {
		_ = c.cmd.Wait() // the exit status is in ProcessState
		close(c.gone)
		died <- c
	}()
	return c, nil
}

// environment is ours without what etcd would read as its configuration.
func environment() []string {
	return slices.DeleteFunc(os.Environ(), func(entry string) bool {
		return strings.HasPrefix(entry, "ETCD_")
	})
}

// stop asks the child to end, and makes it if it has not after the grace.
func (c *child) stop(grace time.Duration) {
	_ = c.cmd.Process.Signal(syscall.SIGTERM)
	select {
	case <-c.gone:
	case <-time.After(grace):
		_ = c.cmd.Process.Kill()
		<-c.gone
	}
}

func (c *child) death() *deathError {
	return &deathError{name: c.name, state: c.cmd.ProcessState, log: c.log, lastLines: tail(c.log, 20)}
}
