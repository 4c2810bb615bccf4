package io.caliconetwork.local.cluster;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** Our own manifest. */
class SmallManifestIT extends InstallationContract {
  private static SimulatedCluster cluster;

  @BeforeAll
  static void start() {
    cluster = start(RepositoryLayout.find().smallManifest());
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @Override
  SimulatedCluster cluster() {
    return cluster;
  }
}
