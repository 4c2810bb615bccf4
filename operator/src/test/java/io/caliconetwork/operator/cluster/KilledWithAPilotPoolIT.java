package io.caliconetwork.operator.cluster;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Through a pilot pool, up to each write to each of its blocks and claims. */
class KilledWithAPilotPoolIT extends KillSeries {

  /**
   * The pool itself, and its blocks and claims one by one. A death after a write of the status is
   * one before the write that it announces: the other changes show that.
   */
  @Test
  void resumesThroughAPilotPool() throws IOException {
    settle(spec("None", 0, null));
    resumes(
        spec("None", null, PilotPoolIT.LENT),
        spec("VXLAN", null, PilotPoolIT.LENT),
        WriteCounter::exceptStatus);
  }
}
