/** What calico-node does before its services start (§1). */
package io.caliconetwork.local.calico.startup;
