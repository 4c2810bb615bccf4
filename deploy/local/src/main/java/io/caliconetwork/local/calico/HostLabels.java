package io.caliconetwork.local.calico;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

/** The labels of a block affinity on 3.31 and later, and the shortening of long names (§5.1). */
final class HostLabels {
  private static final char[] BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".toCharArray();
  private static final int LONGEST_NAME = 253;

  private HostLabels() {}

  static Map<String, String> of(String node, boolean ipv4) {
    return Map.of(
        BlockAffinity.HOST_LABEL,
        base32(digest("SHA3-256", node)),
        "projectcalico.org/affinity-type",
        "host",
        "projectcalico.org/ip-version",
        ipv4 ? "4" : "6");
  }

  static String shortened(String name) {
    if (name.length() <= LONGEST_NAME) {
      return name;
    }
    String hash = HexFormat.of().formatHex(digest("SHA-256", name));
    return name.substring(0, LONGEST_NAME - hash.length() - 1) + "-" + hash;
  }

  private static byte[] digest(String algorithm, String text) {
    try {
      return MessageDigest.getInstance(algorithm).digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(algorithm + " is part of every JDK", impossible);
    }
  }

  private static String base32(byte[] bytes) {
    StringBuilder text = new StringBuilder();
    int bits = 0;
    int buffer = 0;
    for (byte next : bytes) {
      buffer = (buffer << 8) | (next & 0xff);
      bits += 8;
      while (bits >= 5) {
        bits -= 5;
        text.append(BASE32[(buffer >> bits) & 31]);
      }
      buffer &= (1 << bits) - 1;
    }
    if (bits > 0) {
      text.append(BASE32[(buffer << (5 - bits)) & 31]);
    }
    return text.toString();
  }
}
