package supervisor

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"time"
)

const (
	frontProxyClient = "front-proxy-client"
	serviceCIDR      = "10.96.0.0/12" // kubeadm's default
	serviceIP        = "10.96.0.1"    // of the Service "kubernetes": the first of the range
)

// pkiDir is a directory of certificates and keys, named as kubeadm names them.
type pkiDir string

func (d pkiDir) cert(name string) string { return filepath.Join(string(d), name+".crt") }
func (d pkiDir) key(name string) string  { return filepath.Join(string(d), name+".key") }

// authority signs certificates.
type authority struct {
	cert *x509.Certificate
	key  crypto.Signer
}

// create fills the directory with everything the components need.
func (d pkiDir) create() error {
	if err := os.MkdirAll(string(d), 0o700); err != nil {
		return err
	}

	ca, err := d.createAuthority("ca", "kubernetes-ca")
	if err != nil {
		return err
	}
	if err := d.issue(ca, "apiserver", servingTemplate()); err != nil {
		return err
	}
	for name, subject := range map[string]pkix.Name{
		"admin":           {CommonName: "admin", Organization: []string{"system:masters"}},
		ControllerManager: {CommonName: "system:kube-controller-manager"},
		Scheduler:         {CommonName: "system:kube-scheduler"},
	} {
		if err := d.issue(ca, name, clientTemplate(subject)); err != nil {
			return err
		}
	}

	// An authority of its own: whoever holds a certificate of this one may
	// claim to be any user, so a normal client certificate must not pass.
	frontProxyCA, err := d.createAuthority("front-proxy-ca", "front-proxy-ca")
	if err != nil {
		return err
	}
	if err := d.issue(frontProxyCA, frontProxyClient, clientTemplate(pkix.Name{CommonName: frontProxyClient})); err != nil {
		return err
	}
	return d.createServiceAccountKeys()
}

func (d pkiDir) createAuthority(name, commonName string) (authority, error) {
	key, err := d.createKey(name)
	if err != nil {
		return authority{}, err
	}
	template := newTemplate(pkix.Name{CommonName: commonName})
	template.IsCA = true
	template.BasicConstraintsValid = true
	template.KeyUsage = x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature
	ca := authority{cert: template, key: key} // it signs itself
	ca.cert, err = d.sign(ca, name, template, key.Public())
	return ca, err
}

func (d pkiDir) issue(ca authority, name string, template *x509.Certificate) error {
	key, err := d.createKey(name)
	if err != nil {
		return err
	}
	_, err = d.sign(ca, name, template, key.Public())
	return err
}

func (d pkiDir) sign(ca authority, name string, template *x509.Certificate, public crypto.PublicKey) (*x509.Certificate, error) {
	der, err := x509.CreateCertificate(rand.Reader, template, ca.cert, public, ca.key)
	if err != nil {
		return nil, err
	}
	if err := writePEM(d.cert(name), "CERTIFICATE", der); err != nil {
		return nil, err
	}
	return x509.ParseCertificate(der)
}

func (d pkiDir) createServiceAccountKeys() error {
	key, err := d.createKey("sa")
	if err != nil {
		return err
	}
	public, err := x509.MarshalPKIXPublicKey(key.Public())
	if err != nil {
		return err
	}
	return writePEM(filepath.Join(string(d), "sa.pub"), "PUBLIC KEY", public)
}

// createKey makes an elliptic key, which costs nothing, except for the admin:
// Java clients (fabric8) cannot read those without Bouncy Castle.
func (d pkiDir) createKey(name string) (crypto.Signer, error) {
	if name == "admin" {
		key, err := rsa.GenerateKey(rand.Reader, 2048)
		if err != nil {
			return nil, err
		}
		return key, writePEM(d.key(name), "RSA PRIVATE KEY", x509.MarshalPKCS1PrivateKey(key))
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	der, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		return nil, err
	}
	return key, writePEM(d.key(name), "EC PRIVATE KEY", der)
}

func servingTemplate() *x509.Certificate {
	template := newTemplate(pkix.Name{CommonName: APIServer})
	template.KeyUsage = x509.KeyUsageDigitalSignature
	template.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}
	template.IPAddresses = []net.IP{net.IPv4(127, 0, 0, 1), net.ParseIP(serviceIP)}
	template.DNSNames = []string{
		"localhost",
		"kubernetes",
		"kubernetes.default",
		"kubernetes.default.svc",
		"kubernetes.default.svc.cluster.local",
	}
	return template
}

func clientTemplate(subject pkix.Name) *x509.Certificate {
	template := newTemplate(subject)
	template.KeyUsage = x509.KeyUsageDigitalSignature
	template.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}
	return template
}

func newTemplate(subject pkix.Name) *x509.Certificate {
	serial := make([]byte, 16)
	_, _ = rand.Read(serial) // never fails: it ends the program instead
	now := time.Now()
	return &x509.Certificate{
		Subject:      subject,
		SerialNumber: new(big.Int).SetBytes(serial),
		NotBefore:    now.Add(-time.Hour), // clocks get set back
		NotAfter:     now.AddDate(1, 0, 0),
	}
}

func writePEM(path, kind string, der []byte) error {
	return os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}), 0o600)
}
