package io.caliconetwork.operator.cluster;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The five overlays, and a round trip that takes each of the twenty ordered pairs once. */
enum OverlayCircuit {
  NONE("None", "Never/Never", false),
  IPIP("IPIP", "Always/Never", false),
  IPIP_CROSS_SUBNET("IPIPCrossSubnet", "CrossSubnet/Never", false),
  VXLAN("VXLAN", "Never/Always", true),
  VXLAN_CROSS_SUBNET("VXLANCrossSubnet", "Never/CrossSubnet", true);

  private final String overlay;
  private final String modes;
  private final boolean vxlan;

  OverlayCircuit(String overlay, String modes, boolean vxlan) {
    this.overlay = overlay;
    this.modes = modes;
    this.vxlan = vxlan;
  }

  /** As in {@code spec.overlay}. */
  String overlay() {
    return overlay;
  }

  /** {@code ipipMode/vxlanMode}. */
  String modes() {
    return modes;
  }

  boolean needsBird() {
    return !vxlan;
  }

  boolean sameFamily(OverlayCircuit other) {
    return family().equals(other.family());
  }

  private String family() {
    return overlay.replace("CrossSubnet", "");
  }

  /** An Eulerian circuit of the complete directed graph, by Hierholzer's algorithm. */
  static List<OverlayCircuit> from(OverlayCircuit start) {
    Map<OverlayCircuit, ArrayDeque<OverlayCircuit>> left = new EnumMap<>(OverlayCircuit.class);
    for (var from : values()) {
      var targets = new ArrayDeque<OverlayCircuit>();
      for (var to : values()) {
        if (to != from) {
          targets.add(to);
        }
      }
      left.put(from, targets);
    }
    var stack = new ArrayDeque<OverlayCircuit>(List.of(start));
    var circuit = new ArrayList<OverlayCircuit>();
    while (!stack.isEmpty()) {
      var next = left.get(stack.peek()).poll();
      if (next == null) {
        circuit.add(stack.pop());
      } else {
        stack.push(next);
      }
    }
    Collections.reverse(circuit);
    return circuit;
  }
}
