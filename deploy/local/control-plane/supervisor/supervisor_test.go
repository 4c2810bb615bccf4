package supervisor

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"
)

func TestFreePortsAreDifferentAndFree(t *testing.T) {
	ports, err := freePorts(20)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[int]bool{}
	for _, port := range ports {
		if seen[port] {
			t.Errorf("port %d twice", port)
		}
		seen[port] = true
		listener, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port))
		if err != nil {
			t.Fatalf("port %d is not free: %v", port, err)
		}
		listener.Close()
	}
}

func TestServingCertificateCoversEveryNameOfTheAPIServer(t *testing.T) {
	pki := newPKI(t)
	serving := readCertificate(t, pki.cert("apiserver"))
	for _, name := range []string{"127.0.0.1", "localhost", "kubernetes.default.svc", serviceIP} {
		_, err := serving.Verify(x509.VerifyOptions{DNSName: name, Roots: poolOf(t, pki.cert("ca"))})
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestServiceIPIsTheFirstOfTheServiceRange(t *testing.T) {
	_, network, err := net.ParseCIDR(serviceCIDR)
	if err != nil {
		t.Fatal(err)
	}
	first := network.IP
	first[len(first)-1]++
	if first.String() != serviceIP {
		t.Errorf("the first address of %s is %s, not %s", serviceCIDR, first, serviceIP)
	}
}

func TestClientCertificatesCarryTheirIdentity(t *testing.T) {
	pki := newPKI(t)
	for name, want := range map[string]string{
		"admin":           "CN=admin,O=system:masters",
		ControllerManager: "CN=system:kube-controller-manager",
		Scheduler:         "CN=system:kube-scheduler",
	} {
		certificate := readCertificate(t, pki.cert(name))
		if got := certificate.Subject.String(); got != want {
			t.Errorf("%s: subject %s, want %s", name, got, want)
		}
		if err := verifyClient(t, certificate, pki.cert("ca")); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := tls.LoadX509KeyPair(pki.cert(name), pki.key(name)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestFrontProxyIsNotTrustedAsAUserNorUsersAsFrontProxy(t *testing.T) {
	pki := newPKI(t)
	proxy, admin := readCertificate(t, pki.cert(frontProxyClient)), readCertificate(t, pki.cert("admin"))
	if err := verifyClient(t, proxy, pki.cert("front-proxy-ca")); err != nil {
		t.Error(err)
	}
	if verifyClient(t, proxy, pki.cert("ca")) == nil {
		t.Error("the front proxy passes as a user")
	}
	if verifyClient(t, admin, pki.cert("front-proxy-ca")) == nil {
		t.Error("a user passes as the front proxy")
	}
}

func TestKubeconfigNeedsNoOtherFile(t *testing.T) {
	pki := newPKI(t)
	path := filepath.Join(t.TempDir(), "kubeconfig")
	if err := writeKubeconfig(path, "https://127.0.0.1:6443", pki, "admin"); err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"current-context: calico-network-operator-local\n",
		"server: https://127.0.0.1:6443\n",
	} {
		if !strings.Contains(string(content), want) {
			t.Errorf("no %q in\n%s", want, content)
		}
	}
	for field, file := range map[string]string{
		"certificate-authority-data": pki.cert("ca"),
		"client-certificate-data":    pki.cert("admin"),
		"client-key-data":            pki.key("admin"),
	} {
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		match := regexp.MustCompile(field + `: (\S+)\n`).FindSubmatch(content)
		if match == nil {
			t.Errorf("no %s", field)
			continue
		}
		if got, _ := base64.StdEncoding.DecodeString(string(match[1])); !slices.Equal(got, want) {
			t.Errorf("%s is not the content of %s", field, file)
		}
	}
}

func TestClaim(t *testing.T) {
	t.Run("creates the directory and keeps others out", func(t *testing.T) {
		dir := filepath.Join(t.TempDir(), "new", "dir")
		lock, err := claim(dir)
		if err != nil {
			t.Fatal(err)
		}
		defer lock.Close()
		if _, err := claim(dir); err == nil || !strings.Contains(err.Error(), "another control plane runs") {
			t.Errorf("second claim: %v", err)
		}
	})
	t.Run("empties what an earlier supervisor left", func(t *testing.T) {
		dir := t.TempDir()
		lock, err := claim(dir)
		if err != nil {
			t.Fatal(err)
		}
		lock.Close()
		leftover := writeFile(t, dir, "etcd.log", "old")
		lock, err = claim(dir)
		if err != nil {
			t.Fatal(err)
		}
		defer lock.Close()
		if _, err := os.Stat(leftover); !os.IsNotExist(err) {
			t.Errorf("%s is still there", leftover)
		}
	})
	t.Run("touches nothing it did not make", func(t *testing.T) {
		dir := t.TempDir()
		precious := writeFile(t, dir, "thesis.tex", "…")
		if _, err := claim(dir); err == nil {
			t.Error("claimed a directory with somebody's files")
		}
		if _, err := os.Stat(precious); err != nil {
			t.Error(err)
		}
	})
}

func TestParseUp(t *testing.T) {
	for _, test := range []struct {
		args                         []string
		wantErr                      string
		controllerManager, scheduler bool
	}{
		{args: []string{"--dir", "d"}, controllerManager: true, scheduler: true},
		{args: []string{"--dir", "d", "--with", Scheduler}, scheduler: true},
		{args: []string{"--dir", "d", "--with", ""}},
		{args: []string{"--dir", "d", "--with", "kubelet"}, wantErr: `not "kubelet"`},
		{args: []string{"--dir", "d", "more"}, wantErr: `unexpected argument "more"`},
		{args: nil, wantErr: "--dir is required"},
	} {
		opts, _, err := parseUp(test.args, io.Discard)
		if test.wantErr != "" {
			if err == nil || !strings.Contains(err.Error(), test.wantErr) {
				t.Errorf("%q: error %v, want %q", test.args, err, test.wantErr)
			}
			continue
		}
		if err != nil {
			t.Errorf("%q: %v", test.args, err)
		}
		if opts.controllerManager != test.controllerManager || opts.scheduler != test.scheduler {
			t.Errorf("%q: %+v", test.args, opts)
		}
		if !filepath.IsAbs(opts.dir) {
			t.Errorf("%q: %s depends on the working directory", test.args, opts.dir)
		}
	}
}

func TestTailKeepsTheLastLines(t *testing.T) {
	path := writeFile(t, t.TempDir(), "log", "1\n2\n3\nno newline")
	for n, want := range map[int]string{2: "3\nno newline", 9: "1\n2\n3\nno newline"} {
		if got := tail(path, n); got != want {
			t.Errorf("tail %d: %q, want %q", n, got, want)
		}
	}
}

func TestStopKillsAChildThatDoesNotListen(t *testing.T) {
	c := shell(t, `trap "" TERM; echo trapped; while :; do sleep 0.05; done`)
	c.stop(100 * time.Millisecond)
	if status := c.cmd.ProcessState.Sys().(syscall.WaitStatus); status.Signal() != syscall.SIGKILL {
		t.Errorf("ended with %s", c.cmd.ProcessState)
	}
}

func TestStopIsPatient(t *testing.T) {
	c := shell(t, `trap "exit 7" TERM; echo trapped; while :; do sleep 0.05; done`)
	c.stop(10 * time.Second)
	if c.cmd.ProcessState.ExitCode() != 7 {
		t.Errorf("ended with %s", c.cmd.ProcessState)
	}
}

// shell runs a script as a child, and returns once it has printed something.
func shell(t *testing.T, script string) *child {
	t.Helper()
	c := &child{cmd: exec.Command("sh", "-c", script), gone: make(chan struct{})}
	c.cmd.SysProcAttr = &syscall.SysProcAttr{}
	output, err := c.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := startBound(c.cmd); err != nil {
		t.Fatal(err)
	}
	if _, err := output.Read(make([]byte, 1)); err != nil {
		t.Fatal(err)
	}
	go func() {
		_ = c.cmd.Wait()
		close(c.gone)
	}()
	return c
}

func newPKI(t *testing.T) pkiDir {
	t.Helper()
	pki := pkiDir(t.TempDir())
	if err := pki.create(); err != nil {
		t.Fatal(err)
	}
	return pki
}

func readCertificate(t *testing.T, path string) *x509.Certificate {
	t.Helper()
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	block, _ := pem.Decode(content)
	certificate, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		t.Fatal(err)
	}
	return certificate
}

func poolOf(t *testing.T, path string) *x509.CertPool {
	t.Helper()
	pool := x509.NewCertPool()
	pool.AddCert(readCertificate(t, path))
	return pool
}

func verifyClient(t *testing.T, certificate *x509.Certificate, authority string) error {
	t.Helper()
	_, err := certificate.Verify(x509.VerifyOptions{
		Roots:     poolOf(t, authority),
		KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
	})
	return err
}

func writeFile(t *testing.T, dir, name, content string) string {
	t.Helper()
	path := filepath.Join(dir, name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
