package io.caliconetwork.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.caliconetwork.operator.observe.DeclaredNetwork;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

class ReconciliationsTest {

  private final AtomicInteger gone = new AtomicInteger();
  private final Reconciliations reconciliations = new Reconciliations(gone::incrementAndGet);

  @Test
  void numbersLooks() {
    start();
    assertThat(MDC.get(Reconciliations.ID)).isEqualTo("1");
    finish();
    assertThat(MDC.get(Reconciliations.ID)).isNull();
    start();
    assertThat(MDC.get(Reconciliations.ID)).isEqualTo("2");
    finish();
    assertThat(gone).hasValue(0);
  }

  @Test
  void aDeletedNetworkIsGone() {
    delete("default");
    assertThat(gone).hasValue(1);
    start();
    finish();
    assertThat(gone).as("another one has come").hasValue(1);
  }

  /** The framework tells of the deletion at once, also while a look is still to report. */
  @Test
  void oneDeletedDuringALookIsGoneAfterIt() {
    start();
    delete("default");
    finish();
    assertThat(gone).hasValue(2);
  }

  @Test
  void oneOfAnotherNameDoesNotCount() {
    delete("other");
    assertThat(gone).hasValue(0);
  }

  private void start() {
    reconciliations.reconciliationStarted(new DeclaredNetwork(), Map.of());
  }

  private void finish() {
    reconciliations.reconciliationFinished(new DeclaredNetwork(), null, Map.of());
  }

  private void delete(String name) {
    reconciliations.cleanupDone(new ResourceID(name), Map.of());
  }
}
