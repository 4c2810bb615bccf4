/** The only package that writes to Calico. One step at a time, each safe to repeat. */
package io.caliconetwork.operator.act;
