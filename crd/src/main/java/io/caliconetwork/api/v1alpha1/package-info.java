/**
 * The {@code CalicoNetwork} API, group {@code caliconetwork.io}, version {@code v1alpha1}: types
 * only. The CustomResourceDefinition is generated from them; every description here is what {@code
 * kubectl explain} prints.
 */
package io.caliconetwork.api.v1alpha1;
