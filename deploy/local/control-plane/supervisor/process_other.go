//go:build !linux

package supervisor

import "os/exec"

// startBound starts a process. Only Linux can tie its life to ours: elsewhere
// a supervisor that is killed outright leaves its children behind.
func startBound(cmd *exec.Cmd) error {
	return cmd.Start()
}
