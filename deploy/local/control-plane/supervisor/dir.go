package supervisor

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"syscall"
)

// lockName marks a directory as ours; while it is locked, a supervisor runs.
const lockName = ".control-plane.lock"

// claim creates dir and locks it until the returned file is closed or we end.
// It empties what a supervisor that was killed left there, and touches no
// directory which holds anything else.
func claim(dir string) (*os.File, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	isLock := func(entry os.DirEntry) bool { return entry.Name() == lockName }
	if len(entries) > 0 && !slices.ContainsFunc(entries, isLock) {
		return nil, fmt.Errorf("%s is not empty, and no control plane made it: choose another directory", dir)
	}

	lock, err := os.OpenFile(filepath.Join(dir, lockName), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		lock.Close()
		if errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, fmt.Errorf("another control plane runs in %s", dir)
		}
		return nil, fmt.Errorf("lock %s: %w", dir, err)
	}
	for _, entry := range slices.DeleteFunc(entries, isLock) {
		if err := os.RemoveAll(filepath.Join(dir, entry.Name())); err != nil {
			lock.Close()
			return nil, err
		}
	}
	return lock, nil
}
