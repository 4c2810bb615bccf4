package io.caliconetwork.operator.report;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * A field that a plan changes.
 *
 * @param object kind and name, such as "IPPool default-ipv4-ippool"
 * @param field of it, in the object's own words
 * @param from its value now; null when there is none
 * @param to its value when all steps are done; null when it is gone then
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FieldChange(String object, String field, String from, String to) {}
