/**
 * Calico's own terms as values: pure, without client, clock or logger. The section numbers in the
 * comments of this module point into Calico's source by way of the project's reference.
 */
package io.caliconetwork.operator.calico;
