package io.millwright.gateway.intake;

import static io.millwright.gateway.registry.Registrations.asset;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.measurement.Measurements;
import io.millwright.contracts.measurement.Quality;
import io.millwright.contracts.wire.Discovery;
import io.millwright.gateway.device.Protocol;
import io.millwright.gateway.kafka.EmbeddedKafka;
import io.millwright.gateway.kafka.KafkaExtension;
import io.millwright.gateway.source.SourceFeed;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a polled source brings of points that nobody has registered. */
@ExtendWith(KafkaExtension.class)
final class SourceQuarantineIT {
  private static final long TIME = 1_700_000_000_000_000L;

  private final IntakeDoor door;

  SourceQuarantineIT(EmbeddedKafka kafka) {
    door = new IntakeDoor(kafka);
  }

  @AfterEach
  void close() {
    door.close();
  }

  private AssetKey key(String name) {
    return AssetKey.of(door.tenant(), name);
  }

  private SourceFeed feed(AssetKey... assets) {
    return new SourceFeed(
        Protocol.MODBUS, "plc-" + door.tenant(), Set.of(assets), door.intake(), door.meters());
  }

  private double rejected(SourceFeed feed) {
    return door.meters()
        .get("millwright.gateway.source.dropped")
        .tag("source", feed.name())
        .tag("reason", "rejected")
        .counter()
        .count();
  }

  @Test
  void oneUnregisteredPointHoldsUpNeitherItsAssetNorTheOthers() {
    door.put(asset(door.tenant() + "/pump-1", "temp"));
    door.put(asset(door.tenant() + "/pump-2", "temp"));
    SourceFeed feed = feed(key("pump-1"), key("pump-2"), key("pump-3"));

    SourceFeed.Batch poll = feed.batch("unit 1");
    poll.add(key("pump-1"), "temp", TIME, 20, Quality.GOOD, null);
    poll.add(key("pump-1"), "new", TIME, 7, Quality.GOOD, "bar");
    poll.add(key("pump-2"), "temp", TIME, 30, Quality.GOOD, null);
    poll.add(key("pump-3"), "temp", TIME, 40, Quality.GOOD, null);
    poll.send();

    await().until(() -> door.measured().size() == 2 && rejected(feed) == 2);
    assertThat(door.measured())
        .extracting(batch -> batch.asset().asset() + " " + batch.points() + " " + batch.value(0))
        .containsExactlyInAnyOrder("pump-1 [temp] 20.0", "pump-2 [temp] 30.0");
    await().until(() -> door.discovered().size() == 2);
    assertThat(door.discovered())
        .extracting(Discovery::getAsset, Discovery::getPointsList, Discovery::getValuesList)
        .containsExactlyInAnyOrder(
            tuple("pump-1", List.of("new"), List.of(7.0)),
            tuple("pump-3", List.of("temp"), List.of(40.0)));
  }

  @Test
  void whatIsQuarantinedLeavesNoGapInTheNumbersOfWhatIsKept() {
    door.put(asset(door.tenant() + "/pump-1", "temp"));
    SourceFeed feed = feed(key("pump-1"));

    for (int poll = 0; poll < 3; poll++) {
      SourceFeed.Batch batch = feed.batch("unit 1");
      batch.add(key("pump-1"), "new", TIME + poll, 7, Quality.GOOD, null);
      batch.add(key("pump-1"), "temp", TIME + poll, 20, Quality.GOOD, null);
      batch.send();
    }

    await().until(() -> door.measured().size() == 3);
    assertThat(door.measured())
        .extracting(batch -> batch.sourceSequence(0))
        .containsExactly(1L, 2L, 3L);
  }

  @Test
  void aNotificationWithMoreReadingsThanARecordCanHoldIsKeptInSeveral() {
    String name = "a-point-with-a-name-of-forty-characters-";
    String[] points = new String[5_000];
    for (int i = 0; i < points.length; i++) {
      points[i] = name + i;
    }
    door.put(asset(door.tenant() + "/press-1", points));
    SourceFeed feed = feed(key("press-1"));

    SourceFeed.Batch notification = feed.batch("opc.tcp://press");
    for (int again = 0; again < 20; again++) {
      for (String point : points) {
        notification.add(
            key("press-1"), point, TIME + again, 1.0 / (again + 3), Quality.GOOD, "bar");
      }
    }
    notification.send();

    await().until(() -> door.measured().stream().mapToInt(Measurements::size).sum() == 100_000);
    assertThat(rejected(feed)).isZero();
  }
}
