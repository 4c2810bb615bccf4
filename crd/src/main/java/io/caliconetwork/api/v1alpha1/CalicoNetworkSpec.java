package io.caliconetwork.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;

/**
 * The wish. Absent fields mean "leave as it is"; what they come to is shown in {@code
 * status.effective}.
 *
 * @param overlay how pod traffic is carried; required
 * @param cidr IPv4 range of the default pool, masked; absent keeps the live pool's
 * @param blockSize prefix length of the blocks that nodes take from the pool, 20 to 32
 * @param natOutgoing masquerade pod traffic that leaves the pools
 * @param nodeSelector Calico selector of the nodes that may use the pool
 * @param disableBGPExport keep the pool's routes from BGP peers
 * @param mtu bytes for pod interfaces and tunnels; 0 lets Calico detect it
 * @param ipv6 the IPv6 pool; absent leaves IPv6 alone
 * @param mode act, or show the plan only
 * @param temporaryCIDR a range nothing else uses, lent to a second pool for a while
 * @param migration what may be done when pod addresses must change
 * @param acceptRisks names of checks the admin overrides
 * @param calico where Calico's objects are
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "!has(self.cidr) || isCIDR(self.cidr)",
    fieldPath = ".cidr",
    message = "cidr must be one IPv4 range in CIDR notation: write for example 10.244.0.0/16")
@ValidationRule(
    value = "!has(self.cidr) || !isCIDR(self.cidr) || cidr(self.cidr).ip().family() == 4",
    fieldPath = ".cidr",
    message = "cidr is the IPv4 range: write an IPv6 range to spec.ipv6.cidr")
@ValidationRule(
    // Not by ==, of which Kubernetes 1.31 thinks that it may cost anything; nor anywhere below by
    // containsCIDR, which is wrong there unless both begin alike.
    value =
        "!has(self.cidr) || !isCIDR(self.cidr) || cidr(self.cidr).ip().family() != 4 ||"
            + " cidr(self.cidr.split('/')[0] + '/32').containsIP(cidr(self.cidr).masked().ip())",
    fieldPath = ".cidr",
    message =
        "cidr must not have bits behind its prefix: write the first address of the range, such as"
            + " 10.244.0.0/16 instead of 10.244.1.7/16")
@ValidationRule(
    value =
        "!has(self.cidr) || !isCIDR(self.cidr) || cidr(self.cidr).ip().family() != 4 ||"
            + " ['0.0.0.0/8', '127.0.0.0/8', '169.254.0.0/16', '224.0.0.0/3'].all(r,"
            + " !cidr(r).containsIP(cidr(self.cidr).ip()) &&"
            + " !cidr(self.cidr).containsIP(cidr(r).ip()))",
    fieldPath = ".cidr",
    message =
        "cidr must not touch 0.0.0.0/8, 127.0.0.0/8, 169.254.0.0/16 or 224.0.0.0/3, which cannot"
            + " be pod addresses: write a private range such as 10.244.0.0/16")
@ValidationRule(
    value = "!has(self.blockSize) || (self.blockSize >= 20 && self.blockSize <= 32)",
    fieldPath = ".blockSize",
    message = "blockSize is a prefix length: write a number from 20 to 32; Calico's default is 26")
@ValidationRule(
    value =
        "!has(self.blockSize) || !has(self.cidr) || !isCIDR(self.cidr) ||"
            + " cidr(self.cidr).ip().family() != 4 || cidr(self.cidr).prefixLength() <="
            + " self.blockSize",
    fieldPath = ".blockSize",
    message =
        "a block must not be larger than the pool: write a blockSize from the prefix of cidr to 32,"
            + " or a larger cidr")
@ValidationRule(
    value = "!has(self.nodeSelector) || self.nodeSelector.trim() != ''",
    fieldPath = ".nodeSelector",
    message = "nodeSelector must not be empty: write all() for every node")
@ValidationRule(
    value = "!has(self.mtu) || self.mtu == 0 || (self.mtu >= 576 && self.mtu <= 65535)",
    fieldPath = ".mtu",
    message = "mtu is in bytes: write 0 for Calico's auto-detection, or a number from 576 to 65535")
@ValidationRule(
    value =
        "!has(self.temporaryCIDR) || (isCIDR(self.temporaryCIDR) &&"
            + " cidr(self.temporaryCIDR).ip().family() == 4)",
    fieldPath = ".temporaryCIDR",
    message =
        "temporaryCIDR must be one IPv4 range in CIDR notation: write for example 10.245.0.0/16")
@ValidationRule(
    value =
        "!has(self.temporaryCIDR) || !isCIDR(self.temporaryCIDR) ||"
            + " cidr(self.temporaryCIDR).ip().family() != 4 ||"
            + " cidr(self.temporaryCIDR.split('/')[0] + '/32')"
            + ".containsIP(cidr(self.temporaryCIDR).masked().ip())",
    fieldPath = ".temporaryCIDR",
    message =
        "temporaryCIDR must not have bits behind its prefix: write the first address of the range,"
            + " such as 10.245.0.0/16 instead of 10.245.1.7/16")
@ValidationRule(
    value =
        "!has(self.temporaryCIDR) || !isCIDR(self.temporaryCIDR) ||"
            + " cidr(self.temporaryCIDR).ip().family() != 4 ||"
            + " ['0.0.0.0/8', '127.0.0.0/8', '169.254.0.0/16', '224.0.0.0/3'].all(r,"
            + " !cidr(r).containsIP(cidr(self.temporaryCIDR).ip()) &&"
            + " !cidr(self.temporaryCIDR).containsIP(cidr(r).ip()))",
    fieldPath = ".temporaryCIDR",
    message =
        "temporaryCIDR must not touch 0.0.0.0/8, 127.0.0.0/8, 169.254.0.0/16 or 224.0.0.0/3, which"
            + " cannot be tunnel addresses: write a private range such as 10.245.0.0/16")
@ValidationRule(
    value =
        "!has(self.temporaryCIDR) || !has(self.cidr) || !isCIDR(self.temporaryCIDR) ||"
            + " !isCIDR(self.cidr) ||"
            + " (!cidr(self.cidr).containsIP(cidr(self.temporaryCIDR).ip()) &&"
            + " !cidr(self.temporaryCIDR).containsIP(cidr(self.cidr).ip()))",
    fieldPath = ".temporaryCIDR",
    message =
        "temporaryCIDR must not overlap cidr: write a range that nothing else in the cluster uses")
public record CalicoNetworkSpec(
    @Required
        @JsonPropertyDescription(
            """
            How traffic between pods of different nodes is carried. Required.
              None: no encapsulation. BIRD distributes the routes, and the network under the nodes \
            must carry pod addresses: nodes in one layer-2 subnet, or routers that know them.
              IPIP: IP-in-IP (IP protocol 4), 20 bytes per packet, between all nodes. Not on Azure, \
            not with Windows nodes.
              IPIPCrossSubnet: IP-in-IP only between nodes of different subnets.
              VXLAN: VXLAN (UDP port 4789), 50 bytes per packet, between all nodes. BGP is not needed.
              VXLANCrossSubnet: VXLAN only between nodes of different subnets.\
            """)
        Overlay overlay,
    @Size(max = 43)
        @JsonPropertyDescription(
            "IPv4 range of the default pool, such as 10.244.0.0/16, without bits behind the"
                + " prefix. Left out: the live pool's range is kept; on a fresh install kubeadm's"
                + " podSubnet, else Calico's own default. Changing it means new addresses for all"
                + " pods; see migration.")
        String cidr,
    @JsonPropertyDescription(
            "Prefix length of the blocks that nodes take from the pool, 20 to 32 and not smaller"
                + " than the prefix of cidr. Left out: the live pool's is kept; on a fresh install"
                + " 26, which is 64 addresses a block. Changing it means new addresses for all"
                + " pods; see migration.")
        Integer blockSize,
    @JsonPropertyDescription(
            "Whether traffic from pods to addresses outside all pools gets the node's address."
                + " Left out: kept; true on a fresh install.")
        Boolean natOutgoing,
    @Size(max = 1024)
        @JsonPropertyDescription(
            "Which nodes may use the pool, as a Calico selector such as all() or zone == 'west'."
                + " Left out: kept; all() on a fresh install.")
        String nodeSelector,
    @JsonPropertyDescription(
            "Whether BIRD keeps the pool's routes from its BGP peers. Left out: kept; false on a"
                + " fresh install.")
        Boolean disableBGPExport,
    @JsonPropertyDescription(
            "MTU in bytes of pod interfaces and tunnels (veth_mtu in Calico's ConfigMap). 0 lets"
                + " Calico detect it. Left out: kept. Running pods keep the MTU they were created"
                + " with.")
        Integer mtu,
    @JsonPropertyDescription("The IPv6 pool of a dual-stack cluster. Left out: IPv6 is left alone.")
        Ipv6Spec ipv6,
    @Default("Enforce")
        @JsonPropertyDescription(
            """
            Enforce: converge the cluster to this spec. Plan: compute the plan and show it in \
            status, write nothing to Calico.\
            """)
        Mode mode,
    @Size(max = 43)
        @JsonPropertyDescription(
            "IPv4 range that nothing else uses, lent to a second pool for a while. With it a new"
                + " encapsulation gets its tunnels before the pool needs them, and traffic is not"
                + " cut while they come up; for that it needs an address for every node, and as"
                + " many again for nodes that join. And pods live there while cidr and the live"
                + " pool's range overlap, or only blockSize changes; for that it needs an address"
                + " for every pod as well. Left out: the encapsulation is switched in place, with"
                + " the gap that the plan states, and ranges that overlap are refused.")
        String temporaryCIDR,
    @JsonPropertyDescription("What may be done to pods when their addresses must change.")
        MigrationSpec migration,
    @Size(max = 32)
        @JsonPropertyDescription(
            "Names of checks whose refusal is overridden, as they stand in"
                + " status.blockers[].check.")
        List<AcceptableRisk> acceptRisks,
    @JsonPropertyDescription("Where Calico's objects are, if not where calico.yaml puts them.")
        CalicoObjects calico) {}
