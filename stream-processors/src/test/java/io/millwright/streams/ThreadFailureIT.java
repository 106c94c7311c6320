package io.millwright.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millwright.contracts.topic.Topics;
import io.millwright.models.prognosis.Contribution;
import io.millwright.models.prognosis.ModelReference;
import io.millwright.models.prognosis.ScoringModel;
import io.millwright.models.release.TrainedModel;
import io.millwright.streams.monitoring.Pumps;
import io.millwright.streams.server.EmbeddedKafka;
import io.millwright.streams.server.KafkaIo;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A stream thread that dies of an error in the middle of a record. */
class ThreadFailureIT {
  @TempDir Path directory;

  /** Runs out of stack at its tenth score, as deep recursion would. */
  private record Failing(ScoringModel model, AtomicInteger scores) implements ScoringModel {
    @Override
    public ModelReference reference() {
      return model.reference();
    }

    @Override
    public Target target() {
      return model.target();
    }

    @Override
    public List<String> descriptors() {
      return model.descriptors();
    }

    @Override
    public double score(double[] values) {
      if (scores.incrementAndGet() == 10) {
        throw new StackOverflowError("the tenth score");
      }
      return model.score(values);
    }

    @Override
    public io.millwright.models.prognosis.Prognosis.RemainingLife remainingLife(double[] values) {
      return model.remainingLife(values);
    }

    @Override
    public List<Contribution> contributions(double[] values, int limit) {
      return model.contributions(values, limit);
    }
  }

  @Test
  void isReplacedAndEachReadingIsScoredOnceInEffect() throws Exception {
    AtomicInteger scores = new AtomicInteger();
    StreamProcessorsConfig config;
    try (EmbeddedKafka kafka = EmbeddedKafka.start(directory);
        KafkaIo io = new KafkaIo(kafka.bootstrapServers())) {
      config =
          StreamProcessorsConfig.of(kafka.bootstrapServers(), directory.resolve("streams"))
              .withTopicPartitions(1)
              .withCommitInterval(Duration.ofMillis(100));
      try (StreamProcessors streams =
          StreamProcessors.start(
              config,
              new SimpleMeterRegistry(),
              release -> new Failing(TrainedModel.ofWire(release), scores))) {
        io.send(Topics.MODELS, "acme/wear-failure", Pumps.failureModel());
        io.send(Topics.MODELS, "acme/wear-life", Pumps.lifeModel());
        io.flush();
        await().atMost(Duration.ofSeconds(20)).until(() -> streams.status().modelsInForce() == 2);
        io.send(Topics.PLANS, Pumps.pump(1), Pumps.release(Pumps.pump(1), Pumps.plan(1)));
        for (int hour = 0; hour < 50; hour++) {
          io.send(Topics.MEASUREMENTS, Pumps.pump(1), Pumps.readings(1, hour));
        }
        io.flush();

        await().atMost(Duration.ofSeconds(40)).until(() -> io.values(Topics.HEALTH).size() >= 49);
        assertThat(scores.get()).isGreaterThan(10);
        assertThat(io.values(Topics.HEALTH)).hasSize(49);
        assertThat(io.values(Topics.ADVISORIES)).hasSize(1);
        assertThat(streams.status().state()).isEqualTo("RUNNING");
      }
    }
  }
}
