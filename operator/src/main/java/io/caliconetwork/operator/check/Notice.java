package io.caliconetwork.operator.check;

/**
 * A true thing that stops nothing.
 *
 * @param id its name
 * @param message what is so, and what follows
 */
public record Notice(String id, String message) {}
