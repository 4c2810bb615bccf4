/**
 * Builds the operator's container image without a container engine: a Java runtime with what the
 * operator needs of it, glibc, the jar and a class data archive. The same inputs give the same
 * bytes.
 */
package io.caliconetwork.image;
