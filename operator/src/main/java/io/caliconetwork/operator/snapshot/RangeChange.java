package io.caliconetwork.operator.snapshot;

import io.caliconetwork.operator.calico.Ipv4Range;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Pods are to have addresses of another range.
 *
 * @param from the range they have addresses of now
 * @param to the one they will have
 * @param by the one they have in between, where these two overlap
 */
public record RangeChange(Ipv4Range from, Ipv4Range to, Optional<Ipv4Range> by) {

  /** From the one to the other without a third. */
  public RangeChange(Ipv4Range from, Ipv4Range to) {
    this(from, to, Optional.empty());
  }

  /** Ranges that a rule is about, of which others beside them take something away again. */
  private static final Pattern MATCHED = Pattern.compile("(.*)\\.(?:cidr|nets\\[\\d+])");

  private static final Pattern EXCEPTED = Pattern.compile("(.*)\\.(except|notNets)\\[\\d+]");
  private static final Pattern LAST_INDEX = Pattern.compile("\\[\\d+](?=[^\\[]*$)");

  /**
   * Of the mentions of one object those that are true of pods now and would not be when they have
   * moved: they have to do with the old range, do not cover the whole new one, and nothing in the
   * same list speaks of the new one beside them.
   *
   * @param all IPv4 ranges and addresses of the object, also those that concern neither range:
   *     whether a rule makes an exception of the new one depends on what it matches
   */
  public List<Mention> leftBehind(List<Mention> all) {
    if (by.isPresent()) {
      return Stream.concat(
              new RangeChange(from, by.get()).leftBehind(all).stream(),
              new RangeChange(from, to).leftBehind(all).stream())
          .distinct()
          .toList();
    }
    if (from.equals(to) || all.stream().noneMatch(m -> m.range().overlaps(from))) {
      return List.of();
    }
    var rules = new Rules(by(all, MATCHED), by(all, EXCEPTED));
    var beside =
        all.stream()
            .collect(Collectors.groupingBy(m -> list(m.field()), Collectors.toList()))
            .entrySet()
            .stream()
            .collect(Collectors.toMap(Map.Entry::getKey, l -> beside(l.getValue(), rules)));
    return all.stream()
        .filter(m -> m.range().overlaps(from) && !m.range().contains(to))
        .filter(m -> ofPods(m) && ofAnyEffect(m, rules))
        .filter(m -> !beside.get(list(m.field())).suffices(m.range().contains(from)))
        .toList();
  }

  /** A wider range of Services says nothing of pods, one in theirs announces pods as Services. */
  private boolean ofPods(Mention mention) {
    return mention.holder().kind() != MentionKind.BGP_CONFIGURATION
        || !mention.field().startsWith("spec.service")
        || from.contains(mention.range());
  }

  /**
   * Not a range of which the old one is excepted anyway; not an exception from ranges that do not
   * reach the new one, now or when they are adapted. A Kubernetes ipBlock is not adapted itself but
   * gets another beside it, for exceptions must lie within its range.
   */
  private boolean ofAnyEffect(Mention mention, Rules rules) {
    var exception = EXCEPTED.matcher(mention.field());
    if (!exception.matches()) {
      return !rules.excepts(from, mention);
    }
    var matched = rules.matched().getOrDefault(exception.group(1), List.of());
    return matched.isEmpty()
        || matched.stream().anyMatch(m -> m.range().overlaps(to))
        || (exception.group(2).equals("notNets")
            && matched.stream().anyMatch(m -> m.range().overlaps(from) && !rules.excepts(from, m)));
  }

  /**
   * The ranges of an object by the rule they are in.
   *
   * @param matched by what they stand in, as in {@code cidr} and {@code nets}
   * @param excepted likewise, as in {@code except} and {@code notNets}
   */
  private record Rules(Map<String, List<Mention>> matched, Map<String, List<Mention>> excepted) {

    /** Whether the rule of this mention takes this range out again, as far as it matches it. */
    boolean excepts(Ipv4Range range, Mention mention) {
      var rule = MATCHED.matcher(mention.field());
      var common = mention.range().contains(range) ? range : mention.range();
      return rule.matches()
          && excepted.getOrDefault(rule.group(1), List.of()).stream()
              .anyMatch(m -> m.range().contains(common));
    }
  }

  /**
   * What a list has of the new range.
   *
   * @param whole all of it
   * @param part some of it, outside the old one
   */
  private record Beside(boolean whole, boolean part) {

    /** Which part of the new range would stand for a part of the old one only its author knows. */
    boolean suffices(boolean forAll) {
      return whole || (part && !forAll);
    }
  }

  private Beside beside(List<Mention> list, Rules rules) {
    var reaching =
        list.stream()
            .filter(m -> m.range().overlaps(to) && !rules.excepts(to, m))
            .map(Mention::range)
            .toList();
    return new Beside(
        reaching.stream().anyMatch(r -> r.contains(to)),
        reaching.stream().anyMatch(r -> !from.contains(r)));
  }

  private static Map<String, List<Mention>> by(List<Mention> mentions, Pattern sort) {
    Function<Mention, String> rule =
        m -> {
          var matcher = sort.matcher(m.field());
          return matcher.matches() ? matcher.group(1) : "";
        };
    return mentions.stream()
        .filter(m -> sort.matcher(m.field()).matches())
        .collect(Collectors.groupingBy(rule));
  }

  /** The list that has the field, or the object of the field; fields of one name are comparable. */
  private static String list(String field) {
    return LAST_INDEX.matcher(field).replaceFirst("[]");
  }

  /** Ranges that pods will have in addition, in words. */
  public String targets() {
    return by.map(b -> from.equals(to) ? b.toString() : b + " (meanwhile) and " + to)
        .orElse(to.toString());
  }
}
