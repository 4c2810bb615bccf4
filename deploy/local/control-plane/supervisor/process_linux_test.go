package supervisor

import (
	"io"
	"os"
	"os/exec"
	"syscall"
	"testing"
	"time"
)

// The test runs itself as the supervisor that gets killed. Both processes hold
// the write end of one pipe: its end is the proof that both are gone.
func TestAKilledSupervisorTakesItsChildrenAlong(t *testing.T) {
	const role = "SUPERVISOR_TEST_GETS_KILLED"
	if os.Getenv(role) != "" {
		child := exec.Command("sh", "-c", "echo started; exec sleep 60")
		child.Stdout = os.Stdout
		child.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
		if err := startBound(child); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Minute)
		return
	}

	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer read.Close()
	parent := exec.Command(os.Args[0], "-test.run=^"+t.Name()+"$")
	parent.Env = append(os.Environ(), role+"=1")
	parent.Stdout = write
	if err := parent.Start(); err != nil {
		t.Fatal(err)
	}
	write.Close()
	if _, err := read.Read(make([]byte, 64)); err != nil {
		t.Fatal("the child did not start:", err)
	}

	_ = parent.Process.Kill()
	_ = parent.Wait()
	_ = read.SetReadDeadline(time.Now().Add(5 * time.Second))
	if _, err := io.Copy(io.Discard, read); err != nil {
		t.Error("the child outlived its supervisor:", err)
	}
}
