package io.caliconetwork.operator.snapshot;

import io.caliconetwork.operator.snapshot.ServedApis.ApiServer;

/** Why Calico's objects must not be written at the moment. */
public sealed interface ApiObstacle {

  /** Writes go through an aggregated API server that does not answer. */
  record Unavailable(ApiServer server) implements ApiObstacle {}

  /**
   * Calico's objects are on their way from one group to the other.
   *
   * @param phase of the DatastoreMigration; empty text before it has one
   */
  record Migrating(String phase) implements ApiObstacle {}

  /**
   * It cannot be told which group calico-node uses, or it uses one that is not there.
   *
   * @param why one clause
   * @param remedy what to do
   */
  record Contradiction(String why, String remedy) implements ApiObstacle {}
}
