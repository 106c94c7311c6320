package io.millwright.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millwright.streams.historian.Historian;
import io.millwright.streams.historian.HistorianConfig;
import io.millwright.streams.server.EmbeddedKafka;
import io.millwright.streams.server.KafkaIo;
import io.millwright.streams.server.SeriesDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills condition monitoring and historian again and again while readings flow, and compares what
 * is left in Kafka and in the database with one undisturbed run of the engine over the same
 * readings.
 */
class KillIT {
  /** More for a long soak: {@code -Dmillwright.kills=20}. */
  private static final int KILLS = Integer.getInteger("millwright.kills", 4);

  private static final int PUMPS = 30;
  private static final int READINGS_A_SECOND = 1_500;

  @TempDir Path directory;
  private EmbeddedKafka kafka;
  private SeriesDatabase database;
  private KafkaIo io;
  private @Nullable ProgramProcess child;

  @BeforeEach
  void startServers() throws Exception {
    kafka = EmbeddedKafka.start(directory);
    database = SeriesDatabase.start();
    io = new KafkaIo(kafka.bootstrapServers());
    // Makes schema and topics.
    Historian.start(
            HistorianConfig.of(
                    kafka.bootstrapServers(),
                    database.as("millwright_historian"),
                    database.as("millwright_owner"))
                .withTopicPartitions(2)
                .withoutDescriptors()
                .withInstanceId("schema"),
            new SimpleMeterRegistry())
        .close();
  }

  @AfterEach
  void stopServers() throws Exception {
    if (child != null) {
      child.kill();
    }
    io.close();
    kafka.close();
    database.close();
  }

  private ProgramProcess startChild() throws IOException {
    List<String> arguments =
        new ArrayList<>(KilledProgram.arguments(kafka.bootstrapServers(), directory, "1", 2));
    arguments.add(database.as("millwright_historian").jdbcUrl());
    ProgramProcess started = ProgramProcess.start(arguments);
    child = started;
    return started;
  }

  @Test
  void isExactAfterBeingKilledAgainAndAgain() throws Exception {
    PumpLoad load = new PumpLoad(io, PUMPS, READINGS_A_SECOND);
    load.release();
    Random random = new Random(20261121);
    ProgramProcess current = startChild();
    current.awaitRunning();
    load.begin();
    List<Long> restarts = new ArrayList<>();
    for (int kill = 0; kill < KILLS; kill++) {
      long stored = stored();
      await().atMost(60, TimeUnit.SECONDS).until(() -> stored() > stored);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(random.nextInt(1_500)));
      current.kill();
      long killed = System.nanoTime();
      current = startChild();
      current.awaitRunning();
      restarts.add(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - killed));
    }
    load.end();

    PumpLoad.Expected expected = load.expected();
    expected.awaitIn(io);
    await()
        .atMost(60, TimeUnit.SECONDS)
        .until(
            () ->
                stored() >= expected.readings()
                    && assessed() >= expected.health()
                    && foretold() >= expected.prognoses());
    current.stop();

    expected.assertIn(io);
    assertThat(stored()).isEqualTo(expected.readings());
    assertThat(assessed()).isEqualTo(expected.health());
    assertThat(foretold()).isEqualTo(expected.prognoses());
    System.out.printf("killed %d times: %s; restart in ms %s%n", KILLS, expected, restarts);
  }

  private long stored() throws Exception {
    return database.number("millwright_owner", "select count(*) from series.measurement");
  }

  private long assessed() throws Exception {
    return database.number(
        "millwright_owner", "select count(*) from series.condition where state is not null");
  }

  private long foretold() throws Exception {
    return database.number(
        "millwright_owner",
        "select count(*) from series.condition where failure_probability is not null");
  }
}
