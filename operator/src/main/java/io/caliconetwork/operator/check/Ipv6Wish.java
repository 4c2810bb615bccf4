package io.caliconetwork.operator.check;

import io.caliconetwork.api.v1alpha1.Ipv6Spec;
import io.caliconetwork.operator.calico.Encapsulation;
import io.caliconetwork.operator.calico.Ipv6Range;
import java.util.Optional;

/**
 * A valid {@code spec.ipv6} in Calico's terms. Empty means "leave it as it is".
 *
 * @param cidr range
 * @param blockSize prefix length, 116 to 128
 * @param overlay None or one of VXLAN
 * @param natOutgoing masquerade
 * @param nodeSelector Calico selector
 * @param disableBgpExport keep from BGP peers
 */
public record Ipv6Wish(
    Ipv6Range cidr,
    Optional<Integer> blockSize,
    Optional<Encapsulation> overlay,
    Optional<Boolean> natOutgoing,
    Optional<String> nodeSelector,
    Optional<Boolean> disableBgpExport) {

  /** Reads a spec in which {@link SpecRules} found no fault; empty without one. */
  static Optional<Ipv6Wish> of(Ipv6Spec spec) {
    if (spec == null) {
      return Optional.empty();
    }
    return Optional.of(
        new Ipv6Wish(
            Ipv6Range.of(spec.cidr()),
            Optional.ofNullable(spec.blockSize()),
            Optional.ofNullable(spec.overlay())
                .map(overlay ->
                    switch (overlay) {
                      case NONE -> Encapsulation.NONE;
                      case VXLAN -> Encapsulation.VXLAN;
                      case VXLAN_CROSS_SUBNET -> Encapsulation.VXLAN_CROSS_SUBNET;
                    }),
            Optional.ofNullable(spec.natOutgoing()),
            Optional.ofNullable(spec.nodeSelector()).map(String::strip),
            Optional.ofNullable(spec.disableBGPExport())));
  }
}
