package io.millwright.gateway.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.millwright.gateway.device.OpenAccess;
import io.millwright.gateway.fuzz.HttpStreams;
import io.millwright.gateway.fuzz.Mutator;
import io.millwright.gateway.fuzz.Rounds;
import io.millwright.gateway.intake.ScriptedIntake;
import io.millwright.gateway.net.ReceivingBudget;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.HexFormat;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/**
 * Damaged streams of requests: no exception gets out, no buffer is leaked, what is answered is HTTP
 * with a reason, and the next client is served.
 */
final class HttpFuzzTest {
  private static final int TRIES = Rounds.tries(20_000);

  private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(false, true);
  private final ReceivingBudget receiving = new ReceivingBudget(1 << 20);
  private final Connections connections = new Connections(100);
  private final SplittableRandom random = new SplittableRandom(9);
  private int taken;

  @Test
  void survivesDamagedStreamsWithoutALeakAndServesTheNextClient() {
    Mutator mutator = new Mutator(20_261_121, HttpStreams.all());
    AtomicInteger reasons = new AtomicInteger();
    Rounds.of(
        TRIES,
        i -> {
          byte[] stream = mutator.next();
          String answers = answersTo(stream);
          assertThat(answers)
              .as(() -> HexFormat.of().formatHex(stream))
              .matches("(?s)(HTTP/1\\.[01] .*)?");
          if (answers.contains("HTTP/1.1 4")) {
            reasons.incrementAndGet();
            assertThat(answers).contains("\"detail\":\"");
          }
          assertThat(allocator.metric().usedHeapMemory() + allocator.metric().usedDirectMemory())
              .as(() -> HexFormat.of().formatHex(stream))
              .isZero();
          assertThat(receiving.bytes()).isZero();
          assertThat(connections.count()).isZero();
        });
    assertThat(taken).isGreaterThan(TRIES / 10);
    assertThat(reasons).hasValueGreaterThan(TRIES / 10);

    assertThat(answersTo(HttpStreams.one())).startsWith("HTTP/1.1 204");
  }

  private String answersTo(byte[] stream) {
    ScriptedIntake intake = new ScriptedIntake();
    EmbeddedChannel channel = new EmbeddedChannel(false, false);
    channel.config().setAllocator(allocator);
    HttpListener.serve(
        channel.pipeline(),
        new HttpListener.Shared(
            HttpConfig.defaults(), intake, new OpenAccess(), connections, receiving));
    try {
      channel.register();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    int at = 0;
    while (at < stream.length && channel.isOpen()) {
      int length = Math.min(stream.length - at, 1 + random.nextInt(200));
      channel.writeInbound(allocator.buffer(length).writeBytes(stream, at, length));
      at += length;
      answer(channel, intake);
    }
    StringBuilder answers = new StringBuilder();
    ByteBuf answered;
    while ((answered = channel.readOutbound()) != null) {
      answers.append(answered.toString(ISO_8859_1));
      answered.release();
    }
    // Throws what no handler has caught.
    channel.finishAndReleaseAll();
    return answers.toString();
  }

  /** Until nothing comes any more: an answer lets the next request through. */
  private void answer(EmbeddedChannel channel, ScriptedIntake intake) {
    int answered = 0;
    do {
      channel.runPendingTasks();
      while (answered < intake.size()) {
        intake.accept(answered++);
        taken++;
      }
      channel.runPendingTasks();
    } while (answered < intake.size());
  }
}
