package supervisor

import (
	"fmt"
	"os"
	"path/filepath"
)

// The names by which this executable becomes a component.
const (
	Etcd              = "etcd"
	APIServer         = "kube-apiserver"
	ControllerManager = "kube-controller-manager"
	Scheduler         = "kube-scheduler"
)

const auditPolicy = `apiVersion: audit.k8s.io/v1
kind: Policy
omitStages: [RequestReceived] # says nothing that the later stages do not say again
rules:
- level: Metadata
`

func etcdArgs(dir, clientURL, peerURL string) []string {
	return []string{
		"--data-dir=" + filepath.Join(dir, "etcd"),
		"--unsafe-no-fsync", // nobody's data: a crash of the machine may cost it
		"--listen-client-urls=" + clientURL,
		"--advertise-client-urls=" + clientURL,
		"--listen-peer-urls=" + peerURL,
		"--initial-advertise-peer-urls=" + peerURL,
		"--initial-cluster=default=" + peerURL,
	}
}

func apiServerArgs(pki pkiDir, etcdURL string, port int) []string {
	return []string{
		"--etcd-servers=" + etcdURL,
		"--bind-address=127.0.0.1",
		"--advertise-address=127.0.0.1",
		fmt.Sprintf("--secure-port=%d", port),
		"--endpoint-reconciler-type=none", // a loopback address is not a valid endpoint
		"--tls-cert-file=" + pki.cert("apiserver"),
		"--tls-private-key-file=" + pki.key("apiserver"),
		"--client-ca-file=" + pki.cert("ca"),
		"--authorization-mode=RBAC",
		"--allow-privileged=true", // calico-node is
		"--service-cluster-ip-range=" + serviceCIDR,
		"--service-account-issuer=https://kubernetes.default.svc.cluster.local",
		"--service-account-key-file=" + filepath.Join(string(pki), "sa.pub"),
		"--service-account-signing-key-file=" + pki.key("sa"),
		// It gives every new Node the taint "not-ready", which only the
		// node-lifecycle controller takes away again: see below.
		"--disable-admission-plugins=TaintNodesByCondition",
		// The aggregation layer: how an extension API server recognises us.
		"--proxy-client-cert-file=" + pki.cert(frontProxyClient),
		"--proxy-client-key-file=" + pki.key(frontProxyClient),
		"--requestheader-client-ca-file=" + pki.cert("front-proxy-ca"),
		"--requestheader-allowed-names=" + frontProxyClient,
		"--requestheader-username-headers=X-Remote-User",
		"--requestheader-group-headers=X-Remote-Group",
		"--requestheader-extra-headers-prefix=X-Remote-Extra-",
	}
}

// auditArgs also writes the policy they refer to.
func auditArgs(dir string) ([]string, error) {
	policy := filepath.Join(dir, "audit-policy.yaml")
	if err := os.WriteFile(policy, []byte(auditPolicy), 0o600); err != nil {
		return nil, err
	}
	return []string{
		"--audit-policy-file=" + policy,
		"--audit-log-path=" + filepath.Join(dir, "audit.log"),
		"--audit-log-mode=blocking", // a line is in the file before its answer is out: tests rely on the order
		"--audit-log-maxsize=0",     // no rotation under the eyes of a test
	}, nil
}

func controllerManagerArgs(dir string, pki pkiDir, kubeconfig string) []string {
	return append(clientArgs(kubeconfig),
		"--use-service-account-credentials",
		"--service-account-private-key-file="+pki.key("sa"),
		"--root-ca-file="+pki.cert("ca"),
		// Nodes have no kubelet: without heartbeats node-lifecycle would
		// declare them dead. Pod ranges are Calico's to hand out.
		"--controllers=*,-node-ipam-controller,-node-lifecycle-controller",
		// The default is a system directory, and it would be created.
		"--flex-volume-plugin-dir="+filepath.Join(dir, "flex-volume"),
	)
}

func schedulerArgs(kubeconfig string) []string {
	return clientArgs(kubeconfig)
}

// clientArgs is what the two have in common: alone, so without an election;
// serving nothing; and never waiting for their own rate limit.
func clientArgs(kubeconfig string) []string {
	return []string{
		"--kubeconfig=" + kubeconfig,
		"--leader-elect=false",
		"--secure-port=0",
		"--kube-api-qps=500",
		"--kube-api-burst=1000",
	}
}
