package supervisor

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

const (
	startLimit = 2 * time.Minute       // for one component; seconds are normal
	stopGrace  = 3 * time.Second       // between SIGTERM and SIGKILL
	pollEvery  = 50 * time.Millisecond // while waiting for a probe
	bindTries  = 5                     // with new ports each time
)

type options struct {
	dir               string
	audit             bool
	controllerManager bool
	scheduler         bool
	remove            bool
	out               io.Writer // the one line READY
	progress          io.Writer // for people
}

// supervisor owns the children of one control plane.
type supervisor struct {
	options
	pki      pkiDir
	began    time.Time
	children []*child    // in the order of their start
	died     chan *child // everyone who ended, asked or not
}

// up runs a control plane until ctx ends; then, or when it fails, it leaves no
// process behind.
func up(ctx context.Context, opts options) error {
	lock, err := claim(opts.dir)
	if err != nil {
		return err
	}
	defer lock.Close()
	if opts.remove {
		defer os.RemoveAll(opts.dir)
	}

	s := &supervisor{
		options: opts,
		pki:     pkiDir(filepath.Join(opts.dir, "pki")),
		began:   time.Now(),
		died:    make(chan *child, 4*bindTries), // so that reporting a death never blocks
	}
	defer s.stop()
	err = s.start(ctx)
	if err == nil {
		err = s.watch(ctx)
	}
	if ctx.Err() != nil { // an end that was asked for is no failure, not even half way up
		s.say("%s: stopping", context.Cause(ctx))
		return nil
	}
	return err
}

func (s *supervisor) start(ctx context.Context) error {
	if err := s.pki.create(); err != nil {
		return err
	}
	etcdURL, err := s.startEtcd(ctx)
	if err != nil {
		return err
	}
	server, err := s.startAPIServer(ctx, etcdURL)
	if err != nil {
		return err
	}
	if err := s.startClients(server); err != nil {
		return err
	}
	if err := s.awaitCluster(ctx, server); err != nil {
		return err
	}

	kubeconfig := filepath.Join(s.dir, "kubeconfig")
	if err := writeKubeconfig(kubeconfig, server, s.pki, "admin"); err != nil {
		return err
	}
	_, err = fmt.Fprintln(s.out, "READY", kubeconfig)
	return err
}

func (s *supervisor) startEtcd(ctx context.Context) (url string, err error) {
	ports, err := s.serve(ctx, Etcd, 2,
		func(ports []int) []string { return etcdArgs(s.dir, httpURL(ports[0]), httpURL(ports[1])) },
		func(ports []int) probe { return get(plainClient(), httpURL(ports[0]), "/health") })
	if err != nil {
		return "", err
	}
	return httpURL(ports[0]), nil
}

func (s *supervisor) startAPIServer(ctx context.Context, etcdURL string) (url string, err error) {
	client, err := adminClient(s.pki)
	if err != nil {
		return "", err
	}
	var audit []string
	if s.audit {
		if audit, err = auditArgs(s.dir); err != nil {
			return "", err
		}
	}
	ports, err := s.serve(ctx, APIServer, 1,
		func(ports []int) []string { return append(apiServerArgs(s.pki, etcdURL, ports[0]), audit...) },
		func(ports []int) probe { return get(client, httpsURL(ports[0]), "/readyz") })
	if err != nil {
		return "", err
	}
	return httpsURL(ports[0]), nil
}

// serve starts a component that listens, and returns the ports on which it now
// does.
func (s *supervisor) serve(ctx context.Context, name string, count int,
	args func(ports []int) []string, ready func(ports []int) probe) ([]int, error) {
	for try := 1; ; try++ {
		ports, err := freePorts(count)
		if err != nil {
			return nil, err
		}
		if err := s.spawn(name, args(ports)); err != nil {
			return nil, err
		}
		err = s.await(ctx, name, ready(ports))
		if err == nil {
			return ports, nil
		}
		// Somebody else took a port after we had let go of it.
		var death *deathError
		if try == bindTries || !errors.As(err, &death) || death.name != name ||
			!strings.Contains(death.lastLines, "address already in use") {
			return nil, err
		}
		s.children = s.children[:len(s.children)-1]
	}
}

// startClients starts the components that listen nowhere.
func (s *supervisor) startClients(server string) error {
	type client struct {
		name   string
		wanted bool
		args   func(kubeconfig string) []string
	}
	for _, c := range []client{
		{ControllerManager, s.controllerManager, func(kubeconfig string) []string { return controllerManagerArgs(s.dir, s.pki, kubeconfig) }},
		{Scheduler, s.scheduler, schedulerArgs},
	} {
		if !c.wanted {
			continue
		}
		kubeconfig := filepath.Join(s.dir, c.name+".kubeconfig")
		if err := writeKubeconfig(kubeconfig, server, s.pki, c.name); err != nil {
			return err
		}
		if err := s.spawn(c.name, c.args(kubeconfig)); err != nil {
			return err
		}
	}
	return nil
}

// awaitCluster waits for the objects without which nothing can be created.
func (s *supervisor) awaitCluster(ctx context.Context, server string) error {
	paths := []string{"/api/v1/namespaces/default", "/api/v1/namespaces/kube-system"}
	if s.controllerManager {
		paths = append(paths, "/api/v1/namespaces/kube-system/serviceaccounts/default")
	}
	client, err := adminClient(s.pki)
	if err != nil {
		return err
	}
	return s.await(ctx, "cluster", get(client, server, paths...))
}

func (s *supervisor) spawn(name string, args []string) error {
	c, err := spawn(s.dir, name, args, s.died)
	if err != nil {
		return err
	}
	s.children = append(s.children, c)
	return nil
}

// await returns when the probe succeeds, or cannot any more.
func (s *supervisor) await(ctx context.Context, what string, ready probe) error {
	limit := time.After(startLimit)
	poll := time.NewTicker(pollEvery)
	defer poll.Stop()
	for {
		err := ready(ctx)
		if err == nil {
			s.say("%s is ready", what)
			return nil
		}
		select {
		case c := <-s.died:
			return c.death()
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-limit:
			return fmt.Errorf("%s is not ready after %s (%w); the logs are in %s", what, startLimit, err, s.dir)
		case <-poll.C:
		}
	}
}

// watch returns when the end is asked for, or a child has died.
func (s *supervisor) watch(ctx context.Context) error {
	select {
	case c := <-s.died:
		return c.death()
	case <-ctx.Done():
		return nil
	}
}

// stop ends the children, the last one first: none loses what it depends on.
func (s *supervisor) stop() {
	for _, c := range slices.Backward(s.children) {
		c.stop(stopGrace)
	}
}

func (s *supervisor) say(format string, args ...any) {
	fmt.Fprintf(s.progress, "%5.1fs  %s\n", time.Since(s.began).Seconds(), fmt.Sprintf(format, args...))
}

func httpURL(port int) string  { return fmt.Sprintf("http://127.0.0.1:%d", port) }
func httpsURL(port int) string { return fmt.Sprintf("https://127.0.0.1:%d", port) }
