package io.caliconetwork.operator.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.caliconetwork.operator.calico.Encapsulation;
import io.caliconetwork.operator.calico.IpPool;
import io.caliconetwork.operator.calico.Ipv4Range;
import io.caliconetwork.operator.calico.PoolOptions;
import io.caliconetwork.operator.snapshot.Origin;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** From which pools to which, by the pools that are there and the wish alone. */
class MigrationWayTest {

  private static final String OLD = "192.168.0.0/16";
  private static final String NEW = "10.244.0.0/16";
  private static final String LENT = "10.9.0.0/16";
  private static final String SECOND = "caliconetwork-ipv4-ippool";

  private static Optional<Migration> way(Wish wish, Cluster cluster) {
    var snapshot = cluster.snapshot();
    return Migration.of(Target.resolve(wish, snapshot), snapshot);
  }

  private static String text(Wish wish, Cluster cluster) {
    return way(wish, cluster)
        .map(m ->
            m.leaving().stream().map(IpPool::name).toList()
                + " → "
                + m.destination().name()
                + " "
                + m.destination().cidr()
                + "/"
                + m.destination().blockSize()
                + (m.live().isPresent() ? "" : " (new)")
                + (m.hopAhead() ? " → " + m.goal().name() + " " + m.goal().cidr() : ""))
        .orElse("nothing");
  }

  private static IpPool pool(String name, String cidr, int blockSize) {
    return new IpPool(
        name,
        "1",
        cidr,
        blockSize,
        new IpPool.Modes("Always", "Never", false),
        PoolOptions.DEFAULT,
        false,
        List.of("Workload", "Tunnel"));
  }

  private static Wish wish(String cidr, Integer blockSize) {
    return Wishes.range(Encapsulation.IPIP, cidr, blockSize, LENT);
  }

  private static Cluster old() {
    return Cluster.installed();
  }

  @Test
  void aPoolAsWishedStays() {
    assertThat(text(wish(OLD, 26), old())).isEqualTo("nothing");
    assertThat(text(Wishes.overlay(Encapsulation.VXLAN), old())).isEqualTo("nothing");
    assertThat(text(wish(NEW, 26), old().withoutPools())).isEqualTo("nothing");
  }

  @Test
  void toARangeApartGoesDirectly() {
    assertThat(text(wish(NEW, 28), old()))
        .isEqualTo("[default-ipv4-ippool] → " + SECOND + " 10.244.0.0/16/28 (new)");
    assertThat(text(wish(NEW, 28), old().pool(pool(SECOND, NEW, 28))))
        .isEqualTo("[default-ipv4-ippool] → " + SECOND + " 10.244.0.0/16/28");
    assertThat(text(wish(NEW, 28), old().withoutPools().pool(pool(SECOND, NEW, 28))))
        .isEqualTo("nothing");
    assertThat(text(wish(OLD, 26), old().withoutPools().pool(pool(SECOND, NEW, 28))))
        .as("and the name is free again")
        .isEqualTo("[" + SECOND + "] → default-ipv4-ippool 192.168.0.0/16/26 (new)");
  }

  @Test
  void rangesThatOverlapGoByTheOneThatIsLent() {
    var first = "[default-ipv4-ippool] → caliconetwork-temporary 10.9.0.0/16/26";
    assertThat(text(wish(OLD, 28), old()))
        .isEqualTo(first + " (new) → default-ipv4-ippool 192.168.0.0/16");
    assertThat(text(wish("192.168.0.0/20", 26), old()))
        .isEqualTo(first + " (new) → default-ipv4-ippool 192.168.0.0/20");
    var temporary = pool(IpPool.TEMPORARY_NAME, LENT, 26);
    assertThat(text(wish(OLD, 28), old().pool(temporary)))
        .isEqualTo(first + " → default-ipv4-ippool 192.168.0.0/16");
    assertThat(text(wish(OLD, 28), old().withoutPools().pool(temporary)))
        .isEqualTo("[caliconetwork-temporary] → default-ipv4-ippool 192.168.0.0/16/28 (new)");
  }

  @Test
  void turnedAroundTheOldPoolIsWherePodsGo() {
    var both = old().pool(pool(SECOND, NEW, 28));
    assertThat(text(wish(OLD, 26), both))
        .isEqualTo("[" + SECOND + "] → default-ipv4-ippool 192.168.0.0/16/26");
    var origin = new Origin(IpPool.DEFAULT_NAME, Ipv4Range.of(OLD), 26);
    assertThat(text(Wishes.overlay(Encapsulation.IPIP), both.origin(origin)))
        .as("a field that is left out means what was there before")
        .isEqualTo("[" + SECOND + "] → default-ipv4-ippool 192.168.0.0/16/26");
    var second =
        old()
            .withoutPools()
            .pool(pool(IpPool.TEMPORARY_NAME, LENT, 26))
            .pool(pool(IpPool.DEFAULT_NAME, OLD, 28));
    assertThat(text(wish(OLD, 26), second))
        .as("half in the new one, which is of the same range")
        .isEqualTo(
            "[default-ipv4-ippool] → caliconetwork-temporary 10.9.0.0/16/26"
                + " → default-ipv4-ippool 192.168.0.0/16");
  }

  @Test
  void aThirdRangeInTheMiddleTakesPodsFromBoth() {
    var both = old().pool(pool(SECOND, NEW, 26));
    assertThat(text(wish("172.20.0.0/16", 26), both))
        .isEqualTo(
            "[default-ipv4-ippool, "
                + SECOND
                + "] → caliconetwork-ipv4-ippool-2 172.20.0.0/16/26 (new)");
    assertThat(text(wish("10.244.0.0/20", 26), both))
        .as("it overlaps the one that was to come")
        .isEqualTo(
            "["
                + SECOND
                + "] → default-ipv4-ippool 192.168.0.0/16/26 → "
                + SECOND
                + " 10.244.0.0/20");
  }

  @Test
  void anAdoptedPoolIsLeftByTheNameThatStatusKeeps() {
    var own = old().withoutPools().pool(pool("my-pool", OLD, 26));
    assertThat(text(wish(NEW, 26), own))
        .isEqualTo("[my-pool] → default-ipv4-ippool 10.244.0.0/16/26 (new)");
    var begun = own.pool(pool(IpPool.DEFAULT_NAME, NEW, 26));
    assertThat(text(wish(NEW, 26), begun)).as("not known any more").isEqualTo("nothing");
    assertThat(text(wish(NEW, 26), begun.origin(new Origin("my-pool", Ipv4Range.of(OLD), 26))))
        .isEqualTo("[my-pool] → default-ipv4-ippool 10.244.0.0/16/26");
  }

  @Test
  void theNewPoolIsAsTheOldOneButForItsRange() {
    var migration = way(wish(NEW, 28), old()).orElseThrow();
    assertThat(migration.goal().encapsulation()).isEqualTo(Encapsulation.IPIP);
    assertThat(migration.goal().options()).isEqualTo(PoolOptions.DEFAULT);
    assertThat(migration.goal().allowedUses()).containsExactly("Workload", "Tunnel");
    assertThat(
            way(Wishes.range(Encapsulation.VXLAN, NEW, 28, null), old())
                .orElseThrow()
                .goal()
                .encapsulation())
        .as("never together with another encapsulation")
        .isEqualTo(Encapsulation.IPIP);
  }

  @Test
  void blocksOfARangeThatIsLentAreEnoughForItsNodes() {
    assertThat(HopPool.blockSizeFor(Ipv4Range.of("10.9.0.0/16"), 50)).isEqualTo(26);
    assertThat(HopPool.blockSizeFor(Ipv4Range.of("10.9.0.0/20"), 50)).isEqualTo(27);
    assertThat(HopPool.blockSizeFor(Ipv4Range.of("10.9.0.0/24"), 3)).isEqualTo(27);
    assertThat(HopPool.blockSizeFor(Ipv4Range.of("10.9.0.0/26"), 5000)).isEqualTo(32);
  }
}
