package supervisor

import (
	"encoding/base64"
	"fmt"
	"os"
)

// contextName is what users see in their prompt: it must not be mistaken for
// one of their clusters.
const contextName = "calico-network-operator-local"

// writeKubeconfig lets the user with the given certificate talk to server. It
// needs no other file, and appears at path complete or not at all.
func writeKubeconfig(path, server string, pki pkiDir, user string) error {
	var encoded [3]string
	for i, file := range []string{pki.cert("ca"), pki.cert(user), pki.key(user)} {
		content, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		encoded[i] = base64.StdEncoding.EncodeToString(content)
	}

	content := fmt.Sprintf(`apiVersion: v1
kind: Config
current-context: %[1]s
contexts:
- name: %[1]s
  context:
    cluster: %[1]s
    user: %[2]s
clusters:
- name: %[1]s
  cluster:
    server: %[3]s
    certificate-authority-data: %[4]s
users:
- name: %[2]s
  user:
    client-certificate-data: %[5]s
    client-key-data: %[6]s
`, contextName, user, server, encoded[0], encoded[1], encoded[2])

	temporary := path + ".tmp"
	if err := os.WriteFile(temporary, []byte(content), 0o600); err != nil {
		return err
	}
	return os.Rename(temporary, path)
}
