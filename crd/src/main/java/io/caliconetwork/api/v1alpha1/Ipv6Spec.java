package io.caliconetwork.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/**
 * The default IPv6 pool.
 *
 * @param cidr IPv6 range, masked; required
 * @param blockSize prefix length of its blocks, 116 to 128
 * @param overlay how IPv6 pod traffic is carried
 * @param natOutgoing masquerade IPv6 pod traffic that leaves the pools
 * @param nodeSelector Calico selector of the nodes that may use the pool
 * @param disableBGPExport keep the pool's routes from BGP peers
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "isCIDR(self.cidr) && cidr(self.cidr).ip().family() == 6",
    fieldPath = ".cidr",
    message =
        "ipv6.cidr must be one IPv6 range in CIDR notation: write for example fd00:10:244::/56")
@ValidationRule(
    value =
        "!isCIDR(self.cidr) || cidr(self.cidr).ip().family() != 6 ||"
            + " cidr(self.cidr.split('/')[0] + '/128').containsIP(cidr(self.cidr).masked().ip())",
    fieldPath = ".cidr",
    message =
        "ipv6.cidr must not have bits behind its prefix: write the first address of the range, such"
            + " as fd00:10:244::/56 instead of fd00:10:244::7/56")
@ValidationRule(
    value =
        "!isCIDR(self.cidr) || cidr(self.cidr).ip().family() != 6 || ['::/8', 'fe80::/10',"
            + " 'ff00::/8'].all(r, !cidr(r).containsIP(cidr(self.cidr).ip()) &&"
            + " !cidr(self.cidr).containsIP(cidr(r).ip()))",
    fieldPath = ".cidr",
    message =
        "ipv6.cidr must not touch ::/8, fe80::/10 or ff00::/8, which cannot be pod addresses: write"
            + " a range of yours such as fd00:10:244::/56")
@ValidationRule(
    value = "!has(self.nodeSelector) || self.nodeSelector.trim() != ''",
    fieldPath = ".nodeSelector",
    message = "ipv6.nodeSelector must not be empty: write all() for every node")
@ValidationRule(
    value = "!has(self.blockSize) || (self.blockSize >= 116 && self.blockSize <= 128)",
    fieldPath = ".blockSize",
    message =
        "ipv6.blockSize is a prefix length: write a number from 116 to 128; Calico's default is"
            + " 122")
@ValidationRule(
    value =
        "!has(self.blockSize) || !isCIDR(self.cidr) || cidr(self.cidr).ip().family() != 6 ||"
            + " cidr(self.cidr).prefixLength() <= self.blockSize",
    fieldPath = ".blockSize",
    message =
        "a block must not be larger than the pool: write a larger ipv6.blockSize or ipv6.cidr")
public record Ipv6Spec(
    @Required
        @Size(max = 43)
        @JsonPropertyDescription(
            "IPv6 range of the default IPv6 pool, such as fd00:10:244::/56, without bits behind the"
                + " prefix. Changing it means new addresses for all pods; see migration.")
        String cidr,
    @JsonPropertyDescription(
            "Prefix length of the blocks that nodes take from the pool, 116 to 128. Left out: kept;"
                + " 122 on a fresh install, which is 64 addresses a block.")
        Integer blockSize,
    @JsonPropertyDescription(
            """
            How IPv6 pod traffic is carried. Calico has no IP-in-IP for IPv6. Left out: kept; None \
            on a fresh install.
              None: no encapsulation. BIRD distributes the routes, whatever overlay IPv4 has, and \
            the network under the nodes must carry pod addresses.
              VXLAN: VXLAN between all nodes, 70 bytes per packet; needs Linux 4.19.1 on the nodes.
              VXLANCrossSubnet: VXLAN only between nodes of different subnets.\
            """)
        Ipv6Overlay overlay,
    @JsonPropertyDescription(
            "Whether IPv6 traffic from pods to addresses outside all pools gets the node's"
                + " address. Left out: kept; false on a fresh install.")
        Boolean natOutgoing,
    @Size(max = 1024)
        @JsonPropertyDescription(
            "Which nodes may use the IPv6 pool, as a Calico selector such as all() or zone =="
                + " 'west'. Left out: kept; all() on a fresh install.")
        String nodeSelector,
    @JsonPropertyDescription(
            "Whether BIRD keeps the IPv6 pool's routes from its BGP peers. Left out: kept; false on"
                + " a fresh install.")
        Boolean disableBGPExport) {}
