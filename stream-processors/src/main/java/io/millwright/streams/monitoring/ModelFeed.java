package io.millwright.streams.monitoring;

import io.millwright.contracts.asset.TenantId;
import io.millwright.contracts.topic.Topics;
import io.millwright.contracts.wire.ModelRelease;
import io.millwright.models.prognosis.ModelCatalog;
import io.millwright.models.prognosis.ScoringModel;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The models in force, read from maintenance.models.v1 by a thread of its own: to the end before
 * the monitoring starts, then as they are released. A release that cannot be used leaves the one
 * before it in force. After a failure it goes on where it was, so that no older release is in force
 * again meanwhile.
 */
public final class ModelFeed implements ModelCatalog, AutoCloseable {

  /** Makes a model of its release. */
  @FunctionalInterface
  public interface ReleaseReader {
    /**
     * The model, ready to score.
     *
     * @throws RuntimeException saying what is wrong with the release
     */
    ScoringModel read(ModelRelease release);
  }

  private static final Logger LOGGER = LoggerFactory.getLogger(ModelFeed.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final int MOST_FETCHED = Topics.MAX_MODEL_BYTES + 1024 * 1024;

  private final Supplier<Consumer<String, byte[]>> consumers;
  private final ReleaseReader reader;
  private final MonitoringMetrics metrics;
  private final CountDownLatch caughtUp = new CountDownLatch(1);
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread;
  private volatile Map<TenantId, Map<String, ScoringModel>> inForce = Map.of();
  private volatile @Nullable Consumer<String, byte[]> consumer;

  /** Where to go on reading; of the feed's thread. */
  private final Map<TopicPartition, Long> next = new HashMap<>();

  private ModelFeed(
      Supplier<Consumer<String, byte[]>> consumers,
      ReleaseReader reader,
      MonitoringMetrics metrics) {
    this.consumers = consumers;
    this.reader = reader;
    this.metrics = metrics;
    this.thread = new Thread(this::run, "model-feed");
    thread.setDaemon(true);
  }

  /**
   * Starts to read.
   *
   * @param kafka bootstrap.servers and whatever else every client needs
   */
  public static ModelFeed start(
      Map<String, Object> kafka, ReleaseReader reader, MonitoringMetrics metrics) {
    Map<String, Object> properties = new HashMap<>(kafka);
    properties.put("isolation.level", "read_committed");
    properties.put("enable.auto.commit", false);
    properties.put("auto.offset.reset", "earliest");
    properties.put("max.partition.fetch.bytes", MOST_FETCHED);
    properties.put("fetch.max.bytes", MOST_FETCHED);
    ModelFeed feed =
        unstarted(
            () ->
                new KafkaConsumer<>(
                    properties, new StringDeserializer(), new ByteArrayDeserializer()),
            reader,
            metrics);
    feed.thread.start();
    return feed;
  }

  static ModelFeed unstarted(
      Supplier<Consumer<String, byte[]>> consumers,
      ReleaseReader reader,
      MonitoringMetrics metrics) {
    return new ModelFeed(consumers, reader, metrics);
  }

  /**
   * Waits until every release that was there at the start has been read.
   *
   * @throws IllegalStateException if that takes longer than {@code patience}
   */
  public void awaitCaughtUp(Duration patience) throws InterruptedException {
    if (!caughtUp.await(patience.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new IllegalStateException(
          "the released models could not be read from "
              + Topics.MODELS.name()
              + " within "
              + patience);
    }
  }

  @Override
  public @Nullable ScoringModel find(TenantId tenant, String name) {
    Map<String, ScoringModel> models = inForce.get(tenant);
    return models == null ? null : models.get(name);
  }

  public int modelsInForce() {
    return inForce.values().stream().mapToInt(Map::size).sum();
  }

  private void run() {
    while (closed.getCount() > 0) {
      try (Consumer<String, byte[]> opened = consumers.get()) {
        consumer = opened;
        follow(opened);
      } catch (WakeupException e) {
        LOGGER.atDebug().log("model feed was woken to close");
      } catch (RuntimeException e) {
        LOGGER.atError().setCause(e).log("released models cannot be read: trying again");
        pause();
      } finally {
        consumer = null;
      }
    }
  }

  private void pause() {
    try {
      if (closed.await(1, TimeUnit.SECONDS)) {
        LOGGER.atDebug().log("model feed closes");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      closed.countDown();
    }
  }

  /** Reads until the feed is closed or the consumer fails. */
  void follow(Consumer<String, byte[]> consumer) {
    List<TopicPartition> partitions =
        consumer.partitionsFor(Topics.MODELS.name()).stream()
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    consumer.assign(partitions);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    for (TopicPartition partition : partitions) {
      long left = next.getOrDefault(partition, 0L);
      // A topic that ends before it was made anew: then everything in it is new.
      consumer.seek(partition, left <= ends.getOrDefault(partition, 0L) ? left : 0);
    }
    while (closed.getCount() > 0) {
      for (ConsumerRecord<String, byte[]> record : consumer.poll(POLL)) {
        take(record.key(), record.value());
        next.put(new TopicPartition(record.topic(), record.partition()), record.offset() + 1);
      }
      if (caughtUp.getCount() > 0
          && ends.entrySet().stream()
              .allMatch(end -> consumer.position(end.getKey()) >= end.getValue())) {
        caughtUp.countDown();
      }
    }
  }

  /** Takes one record of the topic; a null value withdraws the model. */
  void take(@Nullable String key, byte @Nullable [] value) {
    try {
      int slash = key == null ? -1 : key.indexOf('/');
      if (key == null || slash < 0) {
        throw new IllegalArgumentException("the key must be tenant/model name");
      }
      TenantId tenant = new TenantId(key.substring(0, slash));
      String name = key.substring(slash + 1);
      if (value == null) {
        swap(tenant, name, null);
        LOGGER.atInfo().addKeyValue("model", key).log("model withdrawn");
        return;
      }
      ModelRelease release =
          Topics.MODELS.valueSerde().deserializer().deserialize(Topics.MODELS.name(), value);
      if (!release.getTenant().equals(tenant.value()) || !release.getName().equals(name)) {
        throw new IllegalArgumentException(
            "the release is of " + release.getTenant() + "/" + release.getName());
      }
      swap(tenant, name, reader.read(release));
      LOGGER
          .atInfo()
          .addKeyValue("model", key)
          .addKeyValue("version", release.getVersion())
          .log("model in force");
    } catch (RuntimeException e) {
      metrics.modelRefused();
      LOGGER
          .atError()
          .setCause(e)
          .addKeyValue("model", key)
          .log("released model cannot be used: what was in force before stays so");
    }
  }

  private void swap(TenantId tenant, String name, @Nullable ScoringModel model) {
    Map<TenantId, Map<String, ScoringModel>> tenants = new HashMap<>(inForce);
    Map<String, ScoringModel> models = new HashMap<>(tenants.getOrDefault(tenant, Map.of()));
    if (model == null) {
      models.remove(name);
    } else {
      models.put(name, model);
    }
    tenants.put(tenant, Map.copyOf(models));
    inForce = Map.copyOf(tenants);
  }

  @Override
  public void close() {
    closed.countDown();
    Consumer<String, byte[]> reading = consumer;
    if (reading != null) {
      reading.wakeup();
    }
    try {
      thread.join(10_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
