package io.millwright.cmms.platform;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.Context;
import io.micronaut.core.bind.annotation.Bindable;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.CommonClientConfigs;

/**
 * Where Kafka is.
 *
 * @param enabled false: no advisories come in, and events wait in the outbox
 * @param instanceId this instance among those of the API, the same after each restart, so that it
 *     goes on at once after a crash; empty: it waits for the session timeout of 10 s
 * @param partitions of the topics keyed by asset, if this service is the first to need them
 */
@Context
@ConfigurationProperties("millwright.kafka")
public record KafkaConfig(
    @Bindable(defaultValue = "true") boolean enabled,
    @Bindable(defaultValue = "localhost:9092") String bootstrapServers,
    @Bindable(defaultValue = "12") int partitions,
    @Bindable(defaultValue = "1") int replicationFactor,
    @Bindable(defaultValue = "") String instanceId) {
  public KafkaConfig {
    if (enabled && bootstrapServers.isBlank()) {
      throw new IllegalArgumentException(
          "millwright.kafka.bootstrap-servers is missing: write host:port[,host:port...]");
    }
    if (partitions < 1) {
      throw new IllegalArgumentException(
          "millwright.kafka.partitions must be 1 or more, but was " + partitions);
    }
    if (replicationFactor < 1 || replicationFactor > 32767) {
      throw new IllegalArgumentException(
          "millwright.kafka.replication-factor must be 1 to 32767, but was " + replicationFactor);
    }
  }

  /** The settings that every client shares. */
  public Map<String, Object> client(String clientId) {
    Map<String, Object> settings = new HashMap<>();
    settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    settings.put(CommonClientConfigs.CLIENT_ID_CONFIG, clientId);
    // A broker that is away is expected to come back; do not hammer it meanwhile.
    settings.put(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, "2000");
    return settings;
  }
}
