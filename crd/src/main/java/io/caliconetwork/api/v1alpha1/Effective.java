package io.caliconetwork.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;

/**
 * What is in force in the cluster, read from it.
 *
 * @param overlay of the default pool
 * @param pool name of the default pool
 * @param cidr of the default pool
 * @param blockSize of the default pool
 * @param natOutgoing of the default pool
 * @param nodeSelector of the default pool
 * @param disableBGPExport of the default pool
 * @param backend calico_backend that calico-node is configured with
 * @param mtu bytes, or "auto"
 * @param calicoVersion of calico-node
 * @param api group and version through which Calico's objects are read and written
 * @param ipv6 the default IPv6 pool; absent while there is none
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Effective(
    @JsonPropertyDescription("Overlay of the default pool.") String overlay,
    @JsonPropertyDescription("Name of the default pool.") String pool,
    @JsonPropertyDescription("IPv4 range of the default pool.") String cidr,
    @JsonPropertyDescription("Prefix length of the default pool's blocks.") Integer blockSize,
    @JsonPropertyDescription("Whether traffic leaving the pools is masqueraded.")
        Boolean natOutgoing,
    @JsonPropertyDescription("Which nodes use the default pool.") String nodeSelector,
    @JsonPropertyDescription("Whether the pool's routes are kept from BGP peers.")
        Boolean disableBGPExport,
    @JsonPropertyDescription("Networking backend calico-node is configured with: bird or vxlan.")
        String backend,
    @JsonPropertyDescription("MTU in bytes, or auto.") String mtu,
    @JsonPropertyDescription("Version of calico-node.") String calicoVersion,
    @JsonPropertyDescription("API group and version Calico's objects are written through.")
        String api,
    @JsonPropertyDescription("The default IPv6 pool, while there is one.") EffectiveIpv6 ipv6) {}
