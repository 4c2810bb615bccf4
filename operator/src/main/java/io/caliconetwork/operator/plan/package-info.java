/**
 * The remaining steps as data: a pure function of target and snapshot. Nothing is remembered that
 * can be observed, so a crash between any two writes resumes by looking again.
 */
package io.caliconetwork.operator.plan;
