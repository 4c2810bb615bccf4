package io.caliconetwork.local.calico.dataplane;

import io.caliconetwork.local.calico.CalicoRelease;

/**
 * A machine.
 *
 * @param name the Node's name
 * @param address the host's address with the prefix of its interface, e.g. {@code 10.0.0.5/24}
 * @param subnet name of the layer-2 segment it is plugged into, whatever its prefix says
 * @param release the release of its calico-node
 */
public record NodeSpec(String name, String address, String subnet, CalicoRelease release) {}
