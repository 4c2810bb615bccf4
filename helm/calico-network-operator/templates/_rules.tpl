{{- /*
The rules. Each set takes (dict "root" $ "writes" true|false): without writes it is what the plan
command reads. Objects are named wherever a name is known beforehand; a list or watch of a named
object works because the operator selects it by metadata.name.
*/ -}}

{{- define "calico-network-operator.rules.cluster" -}}
# The wish. Its spec is never written.
- apiGroups: [caliconetwork.io]
  resources: [caliconetworks]
  verbs: [list, watch]
{{- if .writes }}
- apiGroups: [caliconetwork.io]
  resources: [caliconetworks/status]
  verbs: [patch]
{{- end }}
# Addresses, subnets and Calico's tunnel addresses of the nodes.
- apiGroups: [""]
  resources: [nodes]
  verbs: [list, watch]
# Whether Calico's API is served, and which one; whether tigera-operator is installed.
- apiGroups: [apiextensions.k8s.io]
  resources: [customresourcedefinitions]
  resourceNames:
    - ippools.crd.projectcalico.org
    - ippools.projectcalico.org
    - datastoremigrations.migration.projectcalico.org
    - installations.operator.tigera.io
  verbs: [list, watch]
# Whether Calico's API server serves projectcalico.org, and whether it answers.
- apiGroups: [apiregistration.k8s.io]
  resources: [apiservices]
  resourceNames: [v3.projectcalico.org]
  verbs: [list, watch]
# Whether Calico's objects are moving from one group to the other: nothing is written then.
- apiGroups: [migration.projectcalico.org]
  resources: [datastoremigrations]
  resourceNames: [v1-to-v3]
  verbs: [list, watch]
- apiGroups: [operator.tigera.io]
  resources: [installations]
  resourceNames: [default]
  verbs: [get]
# The default pool. An adopted one may have any name, and a creation cannot be limited by name.
# Which of the two groups is used is told by the cluster, see README.
- apiGroups: [crd.projectcalico.org, projectcalico.org]
  resources: [ippools]
  verbs: [get, list, watch{{ if .writes }}, create, patch{{ end }}]
{{- if .writes }}
# Pools that are empty and disabled: the one that builds tunnels ahead of a change, and those that
# pods leave when cidr or blockSize change. An adopted pool of another name has to be added here
# before its range can be changed.
- apiGroups: [crd.projectcalico.org, projectcalico.org]
  resources: [ippools]
  resourceNames:
    - caliconetwork-pilot
    - caliconetwork-temporary
    - default-ipv4-ippool
    - caliconetwork-ipv4-ippool
    - caliconetwork-ipv4-ippool-2
    {{- range .root.Values.rbac.deletablePools }}
    - {{ . }}
    {{- end }}
  verbs: [delete]
# Calico's own API server takes a whole object back: read, change, update.
- apiGroups: [projectcalico.org]
  resources: [ippools]
  verbs: [update]
{{- end }}
# Version and lock of Calico's datastore.
- apiGroups: [crd.projectcalico.org, projectcalico.org]
  resources: [clusterinformations]
  resourceNames: [default]
  verbs: [list, watch]
# Who else needs BIRD. The list of this one is below, with those of the nodes.
- apiGroups: [crd.projectcalico.org, projectcalico.org]
  resources: [bgpconfigurations]
  resourceNames: [default]
  verbs: [watch]
- apiGroups: [crd.projectcalico.org, projectcalico.org]
  resources: [bgppeers]
  verbs: [list, watch]
# Overrides of Felix's, also those of single nodes, whose objects are called node.<name>.
- apiGroups: [crd.projectcalico.org, projectcalico.org]
  resources: [felixconfigurations]
  verbs: [list, watch]
# How many blocks a node may take.
- apiGroups: [crd.projectcalico.org]
  resources: [ipamconfigs]
  resourceNames: [default]
  verbs: [list, watch]
- apiGroups: [projectcalico.org]
  resources: [ipamconfigurations]
  resourceNames: [default]
  verbs: [list, watch]
# Ranges of Services, which pods must not share. Any number of them, under any name.
- apiGroups: [networking.k8s.io]
  resources: [servicecidrs]
  verbs: [list, watch]
# Annotations that pin pods to pools, and kube-apiserver's arguments; looked at only when a pool
# is to be created or to change its range; and what calico-node's pods say when a gate has failed.
- apiGroups: [""]
  resources: [pods, namespaces]
  verbs: [list]
# Which pods have an address of a range that is to be left; only while spec asks for another.
- apiGroups: [""]
  resources: [pods]
  verbs: [watch]
{{- if and .writes .root.Values.rbac.evictPods }}
# Moving pods, with spec.migration.strategy Evict only. Without this rule it says so and waits; the
# other strategies do without it.
- apiGroups: [""]
  resources: [pods/eviction]
  verbs: [create]
{{- end }}
# What mentions the range that pods have, in whatever field; looked at only before a pool is to
# change its range. Where a kind is not served, nothing is asked of it.
- apiGroups: [networking.k8s.io]
  resources: [networkpolicies]
  verbs: [list]
- apiGroups: [policy.networking.k8s.io]
  resources: [adminnetworkpolicies, baselineadminnetworkpolicies, clusternetworkpolicies]
  verbs: [list]
- apiGroups: [crd.projectcalico.org, projectcalico.org]
  resources:
    - globalnetworkpolicies
    - networkpolicies
    - globalnetworksets
    - networksets
    - bgpfilters
    - bgpconfigurations
    - ipreservations
  verbs: [list]
# Blocks and claims in the range of a pool: looked for before one is created, and given up, when
# they hold no address, before a pool is deleted. They are called after ranges and nodes.
- apiGroups: [crd.projectcalico.org, projectcalico.org]
  resources: [ipamblocks, blockaffinities]
  verbs: [list{{ if .writes }}, patch, delete{{ end }}]
{{- end }}

{{- /* In the namespace of Calico. */ -}}
{{- define "calico-network-operator.rules.calico" -}}
# get: who wrote last, and whose pods they are, read only when something is wrong.
- apiGroups: [apps]
  resources: [daemonsets]
  resourceNames: [{{ .root.Values.calico.daemonSet }}]
  verbs: [get, list, watch{{ if .writes }}, patch{{ end }}]
{{- if .writes }}
# What kubelet said of calico-node's pods, read only when a gate has failed. A list by the object
# that an event is about cannot be limited by name.
- apiGroups: [""]
  resources: [events]
  verbs: [list]
{{- end }}
# Whether flannel carries the traffic, looked for only while there is no calico-node.
- apiGroups: [apps]
  resources: [daemonsets]
  resourceNames: [canal]
  verbs: [get]
- apiGroups: [""]
  resources: [configmaps]
  resourceNames: [{{ .root.Values.calico.configMap }}]
  verbs: [get, list, watch{{ if .writes }}, patch{{ end }}]
# Whether anything cleans up what nodes leave behind.
- apiGroups: [apps]
  resources: [deployments]
  resourceNames: [calico-kube-controllers]
  verbs: [list, watch]
{{- end }}

{{- /* In kube-system, wherever Calico is. */ -}}
{{- define "calico-network-operator.rules.kube-system" -}}
# kubeadm's podSubnet, from which calico-node takes the range of a pool that names none, and its
# serviceSubnet; kube-proxy's clusterCIDR.
- apiGroups: [""]
  resources: [configmaps]
  resourceNames: [kubeadm-config, kube-proxy]
  verbs: [list, watch]
{{- end }}

{{- define "calico-network-operator.rules.default" -}}
{{- if .writes }}
# Events about cluster-scoped objects live in namespace default.
- apiGroups: [""]
  resources: [events]
  verbs: [create, get, patch]
{{- end }}
# The API server's own Service, whose address lies in the range of Services.
- apiGroups: [""]
  resources: [services]
  resourceNames: [kubernetes]
  verbs: [list, watch]
{{- end }}

{{- /* In the release's namespace. */ -}}
{{- define "calico-network-operator.rules.leader-election" -}}
# Leader election; a creation cannot be limited by name.
- apiGroups: [coordination.k8s.io]
  resources: [leases]
  verbs: [create]
# Taken and renewed by patch; given up by update, without which java-operator-sdk does not start.
- apiGroups: [coordination.k8s.io]
  resources: [leases]
  resourceNames: [calico-network-operator]
  verbs: [get, update, patch]
{{- end }}

{{- /* All rules of one namespace, which may be Calico's, the release's and kube-system at once. */ -}}
{{- define "calico-network-operator.rules.in" -}}
{{- if eq .namespace .root.Values.calico.namespace }}
{{ include "calico-network-operator.rules.calico" . | trim }}
{{- end }}
{{- if eq .namespace "kube-system" }}
{{ include "calico-network-operator.rules.kube-system" . | trim }}
{{- end }}
{{- if eq .namespace "default" }}
{{ include "calico-network-operator.rules.default" . | trim }}
{{- end }}
{{- if and .writes (eq .namespace .root.Release.Namespace) }}
{{ include "calico-network-operator.rules.leader-election" . | trim }}
{{- end }}
{{- end }}
