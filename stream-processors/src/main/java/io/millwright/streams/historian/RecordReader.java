package io.millwright.streams.historian;

import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.measurement.Measurements;
import io.millwright.contracts.topic.Topic;
import io.millwright.contracts.topic.Topics;
import io.millwright.contracts.wire.AssetEvent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the historian reads: its topics, and how their records become rows. For one thread. */
final class RecordReader {
  private static final Logger LOGGER = LoggerFactory.getLogger(RecordReader.class);

  /** Puts the value of a record into a batch, if it is about the asset of the record's key. */
  private interface Taker {
    void take(AssetKey key, byte[] value, Batch batch);
  }

  private static final Deserializer<AssetKey> KEYS = Topics.MEASUREMENTS.keySerde().deserializer();

  private final Map<String, Taker> takers = new LinkedHashMap<>();
  private final DescriptorReader descriptors = new DescriptorReader();

  /**
   * @param withDescriptors whether descriptors are read, too
   */
  RecordReader(boolean withDescriptors) {
    for (Topic<AssetKey, Measurements> lane : List.of(Topics.MEASUREMENTS, Topics.BACKFILL)) {
      read(lane, Measurements::asset, Batch::add);
    }
    read(Topics.HEALTH, health -> AssetKey.of(health.getTenant(), health.getAsset()), Batch::add);
    read(
        Topics.PROGNOSES,
        prognosis -> AssetKey.of(prognosis.getTenant(), prognosis.getAsset()),
        Batch::add);
    read(Topics.STATES, change -> AssetKey.of(change.getTenant(), change.getAsset()), Batch::add);
    read(
        Topics.EVENTS,
        event -> AssetKey.of(event.getTenant(), event.getAsset()),
        (batch, event) -> {
          // A tick says that nothing has come; it is no event of the asset.
          if (event.getKind() != AssetEvent.Kind.TIME_TICK) {
            batch.add(event);
          }
        });
    read(
        Topics.WAVEFORMS,
        waveform -> AssetKey.of(waveform.getTenant(), waveform.getAsset()),
        (batch, waveform) -> batch.add(WaveformRow.of(waveform)));
    if (withDescriptors) {
      takers.put(
          Topics.DESCRIPTORS.name(),
          (key, value, batch) -> {
            DescriptorColumns columns = descriptors.read(value);
            requireSame(key, columns.asset());
            batch.add(columns);
          });
    }
  }

  private <V> void read(
      Topic<AssetKey, V> topic, Function<V, AssetKey> about, BiConsumer<Batch, V> add) {
    Deserializer<V> deserializer = topic.valueSerde().deserializer();
    takers.put(
        topic.name(),
        (key, value, batch) -> {
          V message = deserializer.deserialize(topic.name(), value);
          requireSame(key, about.apply(message));
          add.accept(batch, message);
        });
  }

  private static void requireSame(AssetKey key, AssetKey asset) {
    if (!key.equals(asset)) {
      throw new IllegalArgumentException(
          "the record is keyed '" + key + "', but its message is about '" + asset + "'");
    }
  }

  /** The names of the topics, always in the same order. */
  List<String> topics() {
    return List.copyOf(takers.keySet());
  }

  /** Unreadable records are the condition monitoring's to reject; here they are passed over. */
  void read(ConsumerRecord<byte[], byte[]> record, Batch batch) {
    try {
      Taker taker = takers.get(record.topic());
      byte @Nullable [] key = record.key();
      byte @Nullable [] value = record.value();
      if (taker == null || key == null || value == null) {
        throw new IllegalArgumentException("key and value must not be empty");
      }
      taker.take(KEYS.deserialize(record.topic(), key), value, batch);
    } catch (SerializationException | IllegalArgumentException e) {
      batch.passOver();
      LOGGER
          .atWarn()
          .addKeyValue("record", record.topic() + "/" + record.partition() + "/" + record.offset())
          .addKeyValue("reason", e.getMessage())
          .log("record cannot be read: passed over");
    }
  }
}
