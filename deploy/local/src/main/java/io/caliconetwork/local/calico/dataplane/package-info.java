/** Felix, BIRD and the kernel of every node under virtual time (§2, §4, §9). */
package io.caliconetwork.local.calico.dataplane;
