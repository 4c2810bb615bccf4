/** What the user sees: status, conditions, events, metrics. It sees results only. */
package io.caliconetwork.operator.report;
