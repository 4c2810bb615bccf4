package supervisor

import "net"

// freePorts returns n different TCP ports on loopback which nobody listens on.
//
// The kernel chooses them, and all are held until the last one is known. What
// remains is the moment between letting go and the child's own bind; who loses
// that race is started again with other ports (see supervisor.serve).
func freePorts(n int) ([]int, error) {
	ports := make([]int, n)
	for i := range ports {
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return nil, err
		}
		defer listener.Close()
		ports[i] = listener.Addr().(*net.TCPAddr).Port
	}
	return ports, nil
}
