package io.millwright.cmms.outbox;

import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.millwright.cmms.platform.Database;
import io.millwright.cmms.platform.KafkaConfig;
import io.millwright.cmms.platform.KafkaTopics;
import io.millwright.cmms.testing.OutboxTable;
import io.millwright.cmms.testing.TestCmms;
import io.millwright.cmms.testing.TestCmms.As;
import io.millwright.cmms.testing.TestKafka;
import io.millwright.cmms.testing.TestPostgres;
import io.millwright.contracts.topic.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The relay when its producer has failed for good; the broker and the database are real. */
class OutboxRelayIT {
  @TempDir private Path folder;

  @Test
  void replacesAProducerThatHasFailedForGood() throws Exception {
    try (TestKafka kafka = TestKafka.start(folder, TestKafka.freePort());
        TestCmms cmms =
            TestCmms.start(
                TestPostgres.newDatabase(),
                Map.of(
                    "millwright.kafka.enabled",
                    "false",
                    "millwright.kafka.bootstrap-servers",
                    kafka.bootstrapServers()))) {
      MockProducer<byte[], byte[]> broken =
          new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
      broken.sendException = new KafkaException("in an error state for ever");
      OutboxProducers working = new OutboxProducers(cmms.bean(KafkaConfig.class));
      Deque<Producer<byte[], byte[]>> producers = new ArrayDeque<>(List.of(broken, working.get()));
      OutboxRelay relay =
          new OutboxRelay(
              cmms.bean(Database.class),
              cmms.bean(OutboxSignal.class),
              producers::pop,
              cmms.bean(KafkaTopics.class),
              new SimpleMeterRegistry());
      cmms.as(As.ADMIN).post("/api/devices", Map.of("tag", "press-7", "name", "Press 7"));
      relay.start();
      try {
        await()
            .atMost(Duration.ofSeconds(30))
            .until(() -> OutboxTable.waiting(cmms.database(), Topics.DEVICES.name()).isEmpty());
        await().until(broken::closed);
      } finally {
        relay.close();
      }
    }
  }
}
