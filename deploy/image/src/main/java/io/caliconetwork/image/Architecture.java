package io.caliconetwork.image;

import java.util.Arrays;

/** Processors the image is built for: that of the machine that builds, for jlink copies its JDK. */
enum Architecture {
  AMD64("amd64", "amd64", "lib64/ld-linux-x86-64.so.2"),
  ARM64("aarch64", "arm64", "lib/ld-linux-aarch64.so.1");

  private final String java;
  private final String debian;
  private final String loader;

  Architecture(String java, String debian, String loader) {
    this.java = java;
    this.debian = debian;
    this.loader = loader;
  }

  static Architecture ofThisMachine() {
    var system = System.getProperty("os.name");
    var name = System.getProperty("os.arch");
    return Arrays.stream(values())
        .filter(known -> system.equals("Linux") && known.java.equals(name))
        .findFirst()
        .orElseThrow(() ->
            new IllegalStateException(
                "the image is built on Linux, amd64 or arm64, not on "
                    + system
                    + " "
                    + name
                    + "; -Dimage.skip=true leaves it out"));
  }

  /** As Debian and OCI call it. */
  String debian() {
    return debian;
  }

  /** Where programs look for the dynamic loader; relative to the root. */
  String loader() {
    return loader;
  }
}
