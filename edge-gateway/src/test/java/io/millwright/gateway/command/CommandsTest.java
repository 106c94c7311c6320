package io.millwright.gateway.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millwright.contracts.asset.AssetKey;
import io.millwright.gateway.command.Commands.Batch;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CommandsTest {
  private static final AssetKey PRESS = AssetKey.of("demo", "press-7");
  private static final long HOUR = 3_600_000_000L;

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private long now = 1_763_683_200_000_000L;
  private final Commands commands = new Commands(() -> now, new CommandMetrics(registry));

  private Command command(String id) {
    return new Command(id, "stop", "{\"hard\":true}", now + HOUR);
  }

  private double counted(String outcome) {
    return registry.get("millwright.gateway.commands").tag("outcome", outcome).counter().count();
  }

  @Test
  void waitUntilTheyAreDelivered() {
    commands.command(PRESS, command("a"));

    assertThat(commands.next(PRESS))
        .isEqualTo(commands.next(PRESS))
        .isEqualTo(
            new Batch(
                "[{\"id\":\"a\",\"name\":\"stop\",\"expires\":\"2025-11-21T01:00:00Z\",\"payload\":{\"hard\":true}}]",
                List.of("a")));
    commands.delivered(PRESS, List.of("a"));
    assertThat(commands.next(PRESS)).isEqualTo(new Batch("[]", List.of()));
    assertThat(counted("delivered")).isEqualTo(1);
  }

  @Test
  void areNotDeliveredAfterTheyHaveExpired() {
    commands.command(PRESS, command("a"));
    now += HOUR;
    commands.command(PRESS, new Command("late", "stop", "null", now));

    assertThat(commands.next(PRESS).ids()).isEmpty();
    assertThat(counted("expired")).isEqualTo(2);
  }

  @Test
  void comeInBatchesThatFitADatagramAndTheNextIsToldOfWhenOneIsDelivered() {
    List<AssetKey> told = new ArrayList<>();
    commands.add(
        new Commands.Listener() {
          @Override
          public void newCommand(AssetKey asset) {
            told.add(asset);
          }

          @Override
          public void newConfiguration(AssetKey asset) {
            throw new AssertionError("there is none");
          }
        });
    String payload = "\"" + "x".repeat(500) + "\"";
    for (String id : List.of("a", "b", "c")) {
      commands.command(PRESS, new Command(id, "say", payload, now + HOUR));
    }
    assertThat(told).hasSize(3);

    Batch first = commands.next(PRESS);
    commands.delivered(PRESS, first.ids());

    assertThat(first.ids()).containsExactly("a");
    assertThat(first.json().length()).isLessThanOrEqualTo(Commands.MAX_BATCH_BYTES);
    assertThat(told).hasSize(4);
    assertThat(commands.next(PRESS).ids()).containsExactly("b");
  }

  @Test
  void theOldestGoesWhenThereAreTooMany() {
    for (int i = 0; i <= Commands.MAX_WAITING; i++) {
      commands.command(PRESS, command("c" + i));
    }

    assertThat(commands.next(PRESS).ids().get(0)).isEqualTo("c1");
    assertThat(counted("dropped")).isEqualTo(1);
  }

  @Test
  void noneThatHoldsGoesWhileThereAreSomeThatHaveExpired() {
    commands.command(PRESS, command("holds"));
    for (int i = 1; i < Commands.MAX_WAITING; i++) {
      commands.command(PRESS, new Command("c" + i, "stop", "null", now + 1));
    }
    now++;

    commands.command(PRESS, command("new"));

    assertThat(commands.next(PRESS).ids()).containsExactly("holds", "new");
    assertThat(counted("dropped")).isZero();
    assertThat(counted("expired")).isEqualTo(Commands.MAX_WAITING - 1);
  }

  @Test
  void oneWithTheSameIdTakesThePlaceOfTheOther() {
    commands.command(PRESS, command("a"));
    commands.command(PRESS, new Command("a", "go", "null", now + HOUR));

    assertThat(commands.next(PRESS).ids()).containsExactly("a");
    assertThat(commands.next(PRESS).json()).contains("\"name\":\"go\"");
  }

  @Test
  void theLatestConfigurationIsTheOne() {
    assertThat(commands.configuration(PRESS)).isEqualTo("null");
    commands.configuration(PRESS, "{\"rate\":1}");
    commands.configuration(PRESS, "{\"rate\":2}");
    assertThat(commands.configuration(PRESS)).isEqualTo("{\"rate\":2}");
    commands.configuration(PRESS, null);
    assertThat(commands.configuration(PRESS)).isEqualTo("null");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a\"", "-a"})
  void anIdIsPlain(String id) {
    assertThatThrownBy(() -> command(id)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aPayloadFitsADatagram() {
    assertThatThrownBy(() -> new Command("a", "b", "\"" + "x".repeat(699) + "\"", now))
        .hasMessageContaining("has 701 bytes: at most 700 fit into a datagram");
  }
}
