package io.caliconetwork.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/**
 * The default IPv6 pool as it is in force.
 *
 * @param overlay of it
 * @param pool name of it
 * @param cidr of it
 * @param blockSize of it
 * @param natOutgoing of it
 * @param nodeSelector of it
 * @param disableBGPExport of it
 * @param podsGetAddresses whether the CNI configuration that calico-node installs asks for an IPv6
 *     address for every new pod
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record EffectiveIpv6(
    @JsonPropertyDescription("Overlay of the IPv6 pool.") String overlay,
    @JsonPropertyDescription("Name of the IPv6 pool.") String pool,
    @JsonPropertyDescription("IPv6 range of the pool.") String cidr,
    @JsonPropertyDescription("Prefix length of the pool's blocks.") Integer blockSize,
    @JsonPropertyDescription("Whether IPv6 traffic leaving the pools is masqueraded.")
        Boolean natOutgoing,
    @JsonPropertyDescription("Which nodes use the IPv6 pool.") String nodeSelector,
    @JsonPropertyDescription("Whether the pool's routes are kept from BGP peers.")
        Boolean disableBGPExport,
    @JsonPropertyDescription(
            "Whether the CNI configuration gives every new pod an IPv6 address (assign_ipv6).")
        Boolean podsGetAddresses) {}
