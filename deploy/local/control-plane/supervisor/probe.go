package supervisor

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"
	"os"
	"time"
)

// probe fails until what it looks at is there.
type probe func(context.Context) error

// get succeeds when every path below base answers 200.
func get(client *http.Client, base string, paths ...string) probe {
	return func(ctx context.Context) error {
		for _, path := range paths {
			request, err := http.NewRequestWithContext(ctx, http.MethodGet, base+path, nil)
			if err != nil {
				return err
			}
			request.Header.Set("User-Agent", "control-plane") // in the audit log
			response, err := client.Do(request)
			if err != nil {
				return err
			}
			response.Body.Close()
			if response.StatusCode != http.StatusOK {
				return fmt.Errorf("%s: %s", path, response.Status)
			}
		}
		return nil
	}
}

// plainClient talks to etcd, and not through anybody's proxy.
func plainClient() *http.Client {
	return &http.Client{Transport: &http.Transport{}, Timeout: 5 * time.Second}
}

// adminClient talks to the API server as cluster admin.
func adminClient(pki pkiDir) (*http.Client, error) {
	caPEM, err := os.ReadFile(pki.cert("ca"))
	if err != nil {
		return nil, err
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(caPEM) {
		return nil, errors.New("no certificate in " + pki.cert("ca"))
	}
	admin, err := tls.LoadX509KeyPair(pki.cert("admin"), pki.key("admin"))
	if err != nil {
		return nil, err
	}
	return &http.Client{
		Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots, Certificates: []tls.Certificate{admin}}},
		Timeout:   5 * time.Second,
	}, nil
}
