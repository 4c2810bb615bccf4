package io.caliconetwork.operator.check;

/**
 * The smallest cluster that trips a check, and one beside it that does not.
 *
 * @param check that trips
 * @param wish for it
 * @param trips the cluster
 * @param neighbour the same without the cause; null where there is none
 * @param names what the sentence must mention
 */
public record CheckCase(CheckId check, Wish wish, Cluster trips, Cluster neighbour, String names) {}
