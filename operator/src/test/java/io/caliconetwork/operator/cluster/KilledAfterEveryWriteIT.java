package io.caliconetwork.operator.cluster;

import java.io.IOException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One pair of each kind of change. */
class KilledAfterEveryWriteIT extends KillSeries {

  @ParameterizedTest(name = "{0} → {1}, mtu {2} → {3}")
  @CsvSource({
    // pool and variables
    "IPIP, IPIPCrossSubnet, , ",
    // pool, then backend
    "IPIP, VXLAN, , ",
    // backend in two revisions, then pool
    "VXLANCrossSubnet, None, , ",
    // a lower MTU first, in a revision of its own
    "None, VXLAN, 1500, 1450",
  })
  void resumesAndComesToTheSameEnd(String from, String to, Integer mtuFrom, Integer mtuTo)
      throws IOException {
    resumes(spec(from, mtuFrom, null), spec(to, mtuTo, null), WriteCounter::new);
  }
}
