package io.millwright.gateway.mqtt;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millwright.gateway.command.CommandMetrics;
import io.millwright.gateway.command.Commands;
import io.millwright.gateway.device.OpenAccess;
import io.millwright.gateway.fuzz.MqttStreams;
import io.millwright.gateway.fuzz.Mutator;
import io.millwright.gateway.fuzz.Rounds;
import io.millwright.gateway.intake.ScriptedIntake;
import io.millwright.gateway.net.ReceivingBudget;
import io.millwright.gateway.topic.TopicRoutes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.mqtt.MqttVersion;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * Damaged streams of packets: no exception gets out, no buffer is leaked, and the next client is
 * served.
 */
final class MqttFuzzTest {
  private static final int TRIES = Rounds.tries(20_000);
  private static final MqttConfig CONFIG =
      new MqttConfig(
          "127.0.0.1",
          0,
          4_096,
          10,
          10,
          1 << 20,
          40,
          8,
          3,
          Duration.ofSeconds(5),
          Duration.ofHours(1),
          Duration.ofHours(1),
          1,
          null);

  private final Sessions sessions = new Sessions(CONFIG);
  private final WaitingRoom waiting = new WaitingRoom(CONFIG.maxConnections());
  private final MqttCounters counters = new MqttCounters(new SimpleMeterRegistry());
  private final Subscriptions subscriptions = new Subscriptions(counters);
  private final Commands commands =
      new Commands(() -> 0, new CommandMetrics(new SimpleMeterRegistry()));
  private final ReceivingBudget receiving = new ReceivingBudget(1 << 20);
  private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(false, true);

  @Test
  void survivesDamagedStreamsWithoutALeakAndServesTheNextClient() {
    Mutator mutator = new Mutator(20_261_121, MqttStreams.all());
    SplittableRandom random = new SplittableRandom(7);
    AtomicInteger taken = new AtomicInteger();
    Rounds.of(
        TRIES,
        i -> {
          byte[] stream = mutator.next();
          taken.addAndGet(feed(stream, random));
          assertThat(allocator.metric().usedHeapMemory() + allocator.metric().usedDirectMemory())
              .as(() -> HexFormat.of().formatHex(stream))
              .isZero();
        });
    assertThat(taken.get()).isGreaterThan(TRIES / 2);

    assertThat(receiving.bytes()).isZero();
    byte[] good = MqttStreams.of(MqttVersion.MQTT_5, "good");
    // Its messages; and its will, should its PUBREL come before the PUBREC.
    assertThat(feed(good, random)).isBetween(3, 4);
  }

  /** How many messages the intake had. */
  private int feed(byte[] stream, SplittableRandom random) {
    ScriptedIntake intake = new ScriptedIntake();
    EmbeddedChannel channel =
        new EmbeddedChannel(
            MqttEndpoint.handlers(
                new EndpointServices(
                    CONFIG,
                    new TopicRoutes(intake, List.of()),
                    new OpenAccess(),
                    sessions,
                    waiting,
                    subscriptions,
                    new CommandTopics(commands, subscriptions),
                    counters,
                    () -> 42L),
                receiving));
    channel.config().setAllocator(allocator);
    int answered = 0;
    int at = 0;
    while (at < stream.length && channel.isOpen()) {
      int length = Math.min(stream.length - at, 1 + random.nextInt(200));
      ByteBuf piece = allocator.buffer(length).writeBytes(stream, at, length);
      channel.writeInbound(piece);
      at += length;
      if (random.nextInt(3) == 0) {
        while (answered < intake.size()) {
          intake.accept(answered++);
        }
        channel.runPendingTasks();
      }
    }
    while (answered < intake.size()) {
      intake.accept(answered++);
    }
    channel.runPendingTasks();
    // Throws what no handler has caught.
    channel.finishAndReleaseAll();
    return answered;
  }
}
