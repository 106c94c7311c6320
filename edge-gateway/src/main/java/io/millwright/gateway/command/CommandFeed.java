package io.millwright.gateway.command;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.topic.Topics;
import io.millwright.contracts.wire.DeviceCommand;
import io.millwright.contracts.wire.DeviceConfiguration;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads all commands and configurations from Kafka, from the beginning: what has not expired is
 * delivered (again) after a restart.
 */
public final class CommandFeed implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(CommandFeed.class);
  private static final int MAX_CONFIGURATION_BYTES = 64 * 1024;
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(64).build())
          .build();

  private static final Duration KAFKA_PATIENCE = Duration.ofSeconds(5);

  /** It is in no group that would have to be told; waiting for the last fetch helps nobody. */
  private static final CloseOptions AT_ONCE = CloseOptions.timeout(Duration.ZERO);

  private final KafkaConsumer<byte[], byte[]> consumer;
  private final Commands commands;
  private final CommandMetrics metrics;
  private final Thread thread;
  private volatile boolean closed;

  private CommandFeed(String bootstrapServers, Commands commands, CommandMetrics metrics) {
    this.commands = commands;
    this.metrics = metrics;
    this.consumer =
        new KafkaConsumer<>(
            Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                bootstrapServers,
                ConsumerConfig.CLIENT_ID_CONFIG,
                "millwright-edge-gateway-commands",
                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                false,
                ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
                "earliest"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    this.thread = new Thread(this::run, "commands");
    thread.setDaemon(true);
  }

  /** Reads on a thread of its own, as soon as Kafka and the topics are there. */
  public static CommandFeed start(
      String bootstrapServers, Commands commands, CommandMetrics metrics) {
    CommandFeed feed = new CommandFeed(bootstrapServers, commands, metrics);
    feed.thread.start();
    return feed;
  }

  /** Whether the topics are there. */
  private boolean assign() {
    List<TopicPartition> partitions = new ArrayList<>();
    for (String topic : List.of(Topics.COMMANDS.name(), Topics.CONFIGURATIONS.name())) {
      List<PartitionInfo> found = consumer.partitionsFor(topic, KAFKA_PATIENCE);
      if (found == null || found.isEmpty()) {
        return false;
      }
      found.forEach(info -> partitions.add(new TopicPartition(topic, info.partition())));
    }
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    return true;
  }

  private void run() {
    boolean assigned = false;
    try {
      while (!closed) {
        try {
          assigned = assigned || assign();
          if (assigned) {
            consumer.poll(Duration.ofSeconds(1)).forEach(this::take);
          } else {
            TimeUnit.SECONDS.sleep(1);
          }
        } catch (WakeupException e) {
          // Only close() wakes it up.
        } catch (KafkaException e) {
          LOGGER.atWarn().setCause(e).log("commands cannot be read, trying again");
          TimeUnit.SECONDS.sleep(1);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      consumer.close(AT_ONCE);
    }
  }

  private void take(ConsumerRecord<byte[], byte[]> read) {
    try {
      if (read.topic().equals(Topics.COMMANDS.name())) {
        command(read);
      } else {
        configuration(read);
      }
    } catch (SerializationException | IllegalArgumentException e) {
      metrics.invalid();
      LOGGER
          .atWarn()
          .addKeyValue("topic", read.topic())
          .addKeyValue("partition", read.partition())
          .addKeyValue("offset", read.offset())
          .addKeyValue("reason", e.getMessage())
          .log("a record for a device cannot be used");
    }
  }

  private void command(ConsumerRecord<byte[], byte[]> read) {
    AssetKey asset =
        Topics.COMMANDS.keySerde().deserializer().deserialize(read.topic(), read.key());
    DeviceCommand sent =
        Topics.COMMANDS.valueSerde().deserializer().deserialize(read.topic(), read.value());
    if (asset == null || sent == null) {
      throw new IllegalArgumentException("a command needs a key and a value");
    }
    String payload = sent.getPayload().isEmpty() ? "null" : sent.getPayload();
    requireJson(payload);
    if (sent.getExpiresAtMicros() <= 0) {
      throw new IllegalArgumentException("a command needs expires_at_micros");
    }
    commands.command(
        asset, new Command(sent.getId(), sent.getName(), payload, sent.getExpiresAtMicros()));
  }

  private void configuration(ConsumerRecord<byte[], byte[]> read) {
    AssetKey asset =
        Topics.CONFIGURATIONS.keySerde().deserializer().deserialize(read.topic(), read.key());
    DeviceConfiguration sent =
        Topics.CONFIGURATIONS.valueSerde().deserializer().deserialize(read.topic(), read.value());
    if (asset == null) {
      throw new IllegalArgumentException("a configuration needs a key");
    }
    String document = document(sent);
    commands.configuration(asset, document);
  }

  private static @Nullable String document(@Nullable DeviceConfiguration sent) {
    if (sent == null) {
      return null;
    }
    if (sent.getDocumentBytes().size() > MAX_CONFIGURATION_BYTES) {
      throw new IllegalArgumentException(
          "the configuration has "
              + sent.getDocumentBytes().size()
              + " bytes: at most "
              + MAX_CONFIGURATION_BYTES
              + " are delivered");
    }
    requireJson(sent.getDocument());
    return sent.getDocument();
  }

  /** It is put into the JSON that devices read. */
  private static void requireJson(String text) {
    try (JsonParser parser = JSON.createParser(text)) {
      if (parser.nextToken() == null) {
        throw new IllegalArgumentException("what is for a device must be JSON, but it is empty");
      }
      parser.skipChildren();
      if (parser.nextToken() != null) {
        throw new IllegalArgumentException("what is for a device must be one JSON value");
      }
    } catch (IOException e) {
      throw new IllegalArgumentException("what is for a device must be JSON", e);
    }
  }

  @Override
  public void close() throws InterruptedException {
    closed = true;
    consumer.wakeup();
    thread.join(TimeUnit.SECONDS.toMillis(5));
  }
}
