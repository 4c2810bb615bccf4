package main

import (
	"fmt"
	"os"
	"path/filepath"
	_ "time/tzdata" // CronJob time zones, also where the machine has no zoneinfo

	etcdversion "go.etcd.io/etcd/api/v3/version"
	"go.etcd.io/etcd/server/v3/etcdmain"
	_ "k8s.io/client-go/plugin/pkg/client/auth" // kubectl: exec and OIDC credentials
	"k8s.io/component-base/cli"
	_ "k8s.io/component-base/logs/json/register"          // --logging-format=json
	_ "k8s.io/component-base/metrics/prometheus/clientgo" // the metrics the real binaries have
	_ "k8s.io/component-base/metrics/prometheus/version"
	kubeversion "k8s.io/component-base/version"
	kubectl "k8s.io/kubectl/pkg/cmd"
	kubectlutil "k8s.io/kubectl/pkg/cmd/util"
	apiserver "k8s.io/kubernetes/cmd/kube-apiserver/app"
	controllermanager "k8s.io/kubernetes/cmd/kube-controller-manager/app"
	scheduler "k8s.io/kubernetes/cmd/kube-scheduler/app"

	"caliconetwork.io/control-plane/supervisor"
)

// The bodies are the main functions of the upstream commands, which are not
// importable themselves.
func main() {
	switch filepath.Base(os.Args[0]) {
	case supervisor.Etcd:
		etcdmain.Main(os.Args)
	case supervisor.APIServer:
		os.Exit(cli.Run(apiserver.NewAPIServerCommand()))
	case supervisor.ControllerManager:
		os.Exit(cli.Run(controllermanager.NewControllerManagerCommand()))
	case supervisor.Scheduler:
		os.Exit(cli.Run(scheduler.NewSchedulerCommand()))
	case "kubectl":
		runKubectl()
	default:
		os.Exit(supervisor.Main(os.Args[1:], versions()))
	}
}

func runKubectl() {
	if err := cli.RunNoErrOutput(kubectl.NewDefaultKubectlCommand()); err != nil {
		kubectlutil.CheckErr(err) // prints the error the way kubectl does, and exits
	}
}

func versions() string {
	return fmt.Sprintf("Kubernetes %s\netcd v%s", kubeversion.Get().GitVersion, etcdversion.Version)
}
