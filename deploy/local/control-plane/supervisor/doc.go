// Package supervisor starts the components of a control plane as children of
// this process, waits until they serve, and takes all of them down again,
// whichever way it ends itself.
package supervisor
