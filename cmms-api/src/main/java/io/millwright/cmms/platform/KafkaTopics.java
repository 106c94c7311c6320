package io.millwright.cmms.platform;

import io.millwright.contracts.topic.TopicProvisioning;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes sure that the topics exist before this service reads or writes them. */
@Singleton
public final class KafkaTopics {
  private static final Logger LOGGER = LoggerFactory.getLogger(KafkaTopics.class);

  private final KafkaConfig config;
  private boolean ready;

  KafkaTopics(KafkaConfig config) {
    this.config = config;
  }

  /**
   * Returns when the topics exist, however long Kafka is away.
   *
   * @param wanted asked now and then; when it says no, waiting ends
   * @return whether the topics exist
   */
  public synchronized boolean await(BooleanSupplier wanted) throws InterruptedException {
    while (!ready && wanted.getAsBoolean()) {
      try (Admin admin = Admin.create(config.client("cmms-topics"))) {
        TopicProvisioning.ensureTopics(
            admin, config.partitions(), (short) config.replicationFactor(), Duration.ofSeconds(10));
        ready = true;
      } catch (IllegalStateException e) {
        LOGGER.atWarn().addKeyValue("reason", e.getMessage()).log("waiting for Kafka");
        // Admin has waited its ten seconds already unless Kafka refused at once.
        wait(1000);
      }
    }
    return ready;
  }
}
