/** observe → check → plan → act → report. */
package io.caliconetwork.operator;
