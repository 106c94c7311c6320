package io.millwright.gateway.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.topic.Topics;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows the registry's topics from their beginning on a thread of its own.
 *
 * <pre>
 *  copy on disk --> Registry <-- registry.devices.v1, registry.assets.v1
 *        ^-------------|
 * </pre>
 *
 * The copy serves until all of the topics has been read; only then it is replaced, since what was
 * deleted while the gateway was away may have left no trace in them.
 */
public final class RegistryFeed implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(RegistryFeed.class);
  private static final long COPY_INTERVAL_NANOS = Duration.ofSeconds(10).toNanos();
  private static final int LONGEST_PAUSE_MILLIS = 5_000;

  /** It is in no group that would have to be told; waiting for the last fetch helps nobody. */
  private static final CloseOptions AT_ONCE = CloseOptions.timeout(Duration.ZERO);

  private final String bootstrapServers;
  private final Registry registry;
  private final @Nullable DirectoryCopy copy;
  private final CountDownLatch current = new CountDownLatch(1);
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread = new Thread(this::run, "registry-feed");
  private volatile @Nullable KafkaConsumer<byte[], byte[]> consumer;
  private boolean uncopied;

  /** Since the registry was last read; so each incident is logged once. */
  private int failures;

  private long copiedNanos = System.nanoTime();

  private RegistryFeed(String bootstrapServers, Registry registry, @Nullable Path copy) {
    this.bootstrapServers = bootstrapServers;
    this.registry = registry;
    this.copy = copy == null ? null : new DirectoryCopy(copy);
  }

  /**
   * Takes over the copy, if there is one, and begins to follow.
   *
   * @param copy file that the directory is kept in across restarts; null = none
   */
  public static RegistryFeed start(
      String bootstrapServers, Registry registry, @Nullable Path copy) {
    RegistryFeed feed = new RegistryFeed(bootstrapServers, registry, copy);
    feed.readCopy();
    feed.thread.setDaemon(true);
    feed.thread.start();
    return feed;
  }

  /** Waits until the registry is as Kafka has it; false = it took longer. */
  public boolean awaitCurrent(Duration patience) throws InterruptedException {
    return current.await(patience.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void readCopy() {
    if (copy == null) {
      return;
    }
    try {
      Directory directory = copy.read();
      if (directory != null) {
        registry.replace(directory);
        LOGGER
            .atInfo()
            .addKeyValue("devices", directory.deviceCount())
            .addKeyValue("assets", directory.assetCount())
            .log("took over the copy of the device registry");
      }
    } catch (IOException e) {
      LOGGER.atWarn().setCause(e).log("the copy of the device registry is not used");
    }
  }

  private void run() {
    while (closing.getCount() > 0) {
      try {
        follow();
      } catch (WakeupException e) {
        // Only close() wakes it up.
        break;
      } catch (KafkaException | IllegalStateException e) {
        failures++;
        if (failures == 1) {
          LOGGER.atWarn().setCause(e).log("the device registry cannot be read, trying again");
        }
      }
      pause();
    }
    saveCopy();
  }

  private void pause() {
    int longest = Math.min(LONGEST_PAUSE_MILLIS, 200 << Math.min(failures, 5));
    try {
      closing.await(
          ThreadLocalRandom.current().nextInt(longest / 2, longest), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      closing.countDown();
    }
  }

  private void follow() {
    KafkaConsumer<byte[], byte[]> reading = new KafkaConsumer<>(properties());
    try {
      consumer = reading;
      if (closing.getCount() == 0) {
        return;
      }
      List<TopicPartition> partitions = partitions(reading);
      reading.assign(partitions);
      reading.seekToBeginning(partitions);
      load(reading, reading.endOffsets(partitions));
      failures = 0;
      while (closing.getCount() > 0) {
        for (ConsumerRecord<byte[], byte[]> record : reading.poll(Duration.ofSeconds(1))) {
          take(record, registry::device, registry::asset);
        }
        if (uncopied && System.nanoTime() - copiedNanos >= COPY_INTERVAL_NANOS) {
          saveCopy();
        }
      }
    } finally {
      consumer = null;
      reading.close(AT_ONCE);
    }
  }

  private static List<TopicPartition> partitions(KafkaConsumer<byte[], byte[]> reading) {
    List<TopicPartition> partitions = new ArrayList<>();
    for (String topic : List.of(Topics.DEVICES.name(), Topics.ASSETS.name())) {
      List<PartitionInfo> infos = reading.partitionsFor(topic);
      if (infos == null || infos.isEmpty()) {
        throw new IllegalStateException("there is no topic " + topic);
      }
      infos.forEach(info -> partitions.add(new TopicPartition(topic, info.partition())));
    }
    return partitions;
  }

  private void load(KafkaConsumer<byte[], byte[]> reading, Map<TopicPartition, Long> endOffsets) {
    Directory fresh = new Directory();
    Map<TopicPartition, Long> left = new HashMap<>(endOffsets);
    left.entrySet().removeIf(end -> reading.position(end.getKey()) >= end.getValue());
    while (!left.isEmpty() && closing.getCount() > 0) {
      for (ConsumerRecord<byte[], byte[]> record : reading.poll(Duration.ofSeconds(1))) {
        take(record, fresh::device, fresh::asset);
      }
      left.entrySet().removeIf(end -> reading.position(end.getKey()) >= end.getValue());
    }
    if (left.isEmpty()) {
      registry.replace(fresh);
      uncopied = true;
      saveCopy();
      current.countDown();
      LOGGER
          .atInfo()
          .addKeyValue("devices", fresh.deviceCount())
          .addKeyValue("assets", fresh.assetCount())
          .log("the device registry is loaded");
    }
  }

  /** One bad record must not hide the good ones. */
  private void take(ConsumerRecord<byte[], byte[]> record, DeviceTaker devices, AssetTaker assets) {
    String key = record.key() == null ? "" : new String(record.key(), UTF_8);
    try {
      if (record.topic().equals(Topics.DEVICES.name())) {
        devices.take(key, record.value());
      } else {
        assets.take(AssetKey.parse(key), record.value());
      }
      uncopied = true;
    } catch (IllegalArgumentException e) {
      LOGGER
          .atWarn()
          .addKeyValue("topic", record.topic())
          .addKeyValue("offset", record.offset())
          .addKeyValue("reason", e.getMessage())
          .log("a record of the registry is not usable");
    }
  }

  private void saveCopy() {
    if (copy == null || !uncopied || !registry.loaded()) {
      return;
    }
    copiedNanos = System.nanoTime();
    try {
      copy.write(registry.directory());
      uncopied = false;
    } catch (IOException e) {
      LOGGER.atWarn().setCause(e).log("the copy of the device registry could not be written");
    }
  }

  private Map<String, Object> properties() {
    return Map.of(
        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
        bootstrapServers,
        ConsumerConfig.CLIENT_ID_CONFIG,
        "millwright-edge-gateway-registry",
        ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
        ByteArrayDeserializer.class,
        ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
        ByteArrayDeserializer.class,
        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
        false,
        // A topic that was made anew is read from its beginning again, as a whole.
        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
        "none",
        ConsumerConfig.ISOLATION_LEVEL_CONFIG,
        "read_committed",
        ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
        10_000,
        ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG,
        1_000);
  }

  /** Stops following and writes the copy. */
  @Override
  public void close() {
    closing.countDown();
    KafkaConsumer<byte[], byte[]> reading = consumer;
    if (reading != null) {
      reading.wakeup();
    }
    try {
      thread.join(Duration.ofSeconds(10).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private interface DeviceTaker {
    void take(String identity, byte @Nullable [] encoded);
  }

  private interface AssetTaker {
    void take(AssetKey key, byte @Nullable [] encoded);
  }
}
