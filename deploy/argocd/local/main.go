// Argo CD's application controller and repo server, with the Redis and the kustomize that they need, as
// one program that acts by the name it is called.
package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	"github.com/alicebob/miniredis/v2"
	controller "github.com/argoproj/argo-cd/v3/cmd/argocd-application-controller/commands"
	reposerver "github.com/argoproj/argo-cd/v3/cmd/argocd-repo-server/commands"
	kustomize "sigs.k8s.io/kustomize/kustomize/v5/commands"
)

// Set, a server ends when its standard input does, that is: with the process that started it.
const exitWithStdin = "EXIT_WITH_STDIN"

func main() {
	if err := run(filepath.Base(os.Args[0])); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(name string) error {
	// What the repo server starts inherits its environment.
	if os.Getenv(exitWithStdin) != "" && name != "kustomize" {
		go func() {
			_, _ = io.Copy(io.Discard, os.Stdin)
			os.Exit(0)
		}()
	}
	switch name {
	case "argocd-application-controller":
		return controller.NewCommand().Execute()
	case "argocd-repo-server":
		return reposerver.NewCommand().Execute()
	case "kustomize":
		return kustomize.NewDefaultCommand().Execute()
	case "redis":
		if len(os.Args) != 2 {
			return errors.New("usage: redis ADDRESS:PORT")
		}
		return serveRedis(os.Args[1])
	default:
		return fmt.Errorf("%s: call it argocd-application-controller, argocd-repo-server, kustomize or redis", name)
	}
}

// Argo CD's cache and its notices of manifests: in memory, gone with the process.
func serveRedis(address string) error {
	server := miniredis.NewMiniRedis()
	if err := server.StartAddr(address); err != nil {
		return err
	}
	defer server.Close()
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGINT, syscall.SIGTERM)
	<-stop
	return nil
}
