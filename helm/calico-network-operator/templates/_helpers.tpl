{{- define "calico-network-operator.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" }}
{{- end }}

{{- define "calico-network-operator.fullname" -}}
{{- $name := default .Chart.Name .Values.nameOverride }}
{{- if .Values.fullnameOverride }}
{{- .Values.fullnameOverride | trunc 63 | trimSuffix "-" }}
{{- else if contains $name .Release.Name }}
{{- .Release.Name | trunc 63 | trimSuffix "-" }}
{{- else }}
{{- printf "%s-%s" .Release.Name $name | trunc 63 | trimSuffix "-" }}
{{- end }}
{{- end }}

{{- define "calico-network-operator.selectorLabels" -}}
app.kubernetes.io/name: {{ include "calico-network-operator.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "calico-network-operator.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
{{ include "calico-network-operator.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/component: operator
app.kubernetes.io/part-of: calico-network-operator
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end }}

{{- define "calico-network-operator.serviceAccountName" -}}
{{- if .Values.serviceAccount.create }}
{{- default (include "calico-network-operator.fullname" .) .Values.serviceAccount.name }}
{{- else }}
{{- required "serviceAccount.name: which one, if serviceAccount.create is false?" .Values.serviceAccount.name }}
{{- end }}
{{- end }}

{{- define "calico-network-operator.image" -}}
{{- $name := .Values.image.repository }}
{{- with .Values.image.registry }}{{ $name = printf "%s/%s" . $name }}{{ end }}
{{- if .Values.image.digest }}
{{- printf "%s@%s" $name .Values.image.digest }}
{{- else }}
{{- printf "%s:%s" $name (default .Chart.AppVersion .Values.image.tag) }}
{{- end }}
{{- end }}

{{- /* What a pod may do on its node: nothing beyond Pod Security "restricted". */ -}}
{{- define "calico-network-operator.podSecurityContext" -}}
runAsNonRoot: true
runAsUser: 65532
runAsGroup: 65532
seccompProfile:
  type: RuntimeDefault
{{- end }}

{{- define "calico-network-operator.securityContext" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end }}

{{- /* Without a resolver of the cluster's, which lives in the pod network. */ -}}
{{- define "calico-network-operator.hostNetwork" -}}
{{- if .Values.hostNetwork }}
hostNetwork: true
dnsPolicy: Default
{{- end }}
{{- end }}

{{- define "calico-network-operator.apiServerEnv" -}}
{{- if .Values.apiServer.host }}
- name: KUBERNETES_SERVICE_HOST
  value: {{ .Values.apiServer.host | quote }}
- name: KUBERNETES_SERVICE_PORT
  value: {{ required "apiServer.port: at which port does apiServer.host serve?" .Values.apiServer.port | toString | quote }}
{{- else if .Values.apiServer.configMap }}
{{- $name := .Values.apiServer.configMap }}
{{- range list "KUBERNETES_SERVICE_HOST" "KUBERNETES_SERVICE_PORT" }}
- name: {{ . }}
  valueFrom:
    configMapKeyRef:
      name: {{ $name }}
      key: {{ . }}
      optional: true
{{- end }}
{{- end }}
{{- end }}

{{- define "calico-network-operator.timeEnv" -}}
{{- $names := dict "rollout" "ROLLOUT_TIME_LIMIT" "tunnel" "TUNNEL_TIME_LIMIT" "settle" "SETTLE_TIME" "repairWindow" "REPAIR_WINDOW" "pod" "POD_TIME_LIMIT" "address" "ADDRESS_TIME_LIMIT" "job" "JOB_TIME_LIMIT" }}
{{- range $key, $time := .Values.timeLimits }}
{{- if $time }}
- name: {{ get $names $key }}
  value: {{ $time | quote }}
{{- end }}
{{- end }}
{{- end }}

{{- /* Ends the rendering where an API is asked for that the cluster does not serve. */ -}}
{{- define "calico-network-operator.requireApi" -}}
{{- if not (.root.Capabilities.APIVersions.Has .api) }}
{{- fail (printf "%s needs %s, which this cluster does not serve. Install what brings it first; helm template takes --api-versions %s." .value .api .api) }}
{{- end }}
{{- end }}
