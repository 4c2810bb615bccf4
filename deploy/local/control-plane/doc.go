// Command control-plane is a real Kubernetes control plane in one executable,
// for this machine only: no container runtime, no cluster, no root.
//
// It links etcd, kube-apiserver, kube-controller-manager, kube-scheduler and
// kubectl, and acts by the name it is called. Called as control-plane it
// supervises the others:
//
//	dir=$(deploy/local/control-plane/build)    # about five minutes once, then at once
//	$dir/control-plane up --dir /tmp/cp        # READY /tmp/cp/kubeconfig
//	$dir/kubectl --kubeconfig /tmp/cp/kubeconfig get namespaces
//
// What makes it differ from a cluster that kubeadm built:
//
//   - There are no kubelets. Nodes are whatever objects somebody creates, and
//     pods stay where the scheduler put them until somebody reports on them.
//     Everything that acts on a missing heartbeat is therefore off: the
//     node-lifecycle controller, and with it the admission plugin that taints
//     new nodes until that controller has seen them healthy.
//   - There is no kube-proxy, so no ClusterIP answers. An extension API server
//     is reached through a Service of type ExternalName ("localhost") whose
//     port is the one in the APIService; webhooks use a URL.
//   - Everything listens on 127.0.0.1, on ports which the kernel chose. etcd
//     has neither TLS nor fsync: the data is worth as much as the directory.
//
// The directory holds kubeconfig (cluster admin), <component>.log, audit.log
// (every request, one JSON line per stage), pki/ and etcd/.
//
// The supervisor lives in its own package, which needs the standard library
// only: go test ./supervisor does not compile Kubernetes.
package main
