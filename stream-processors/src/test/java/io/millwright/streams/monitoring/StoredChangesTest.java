package io.millwright.streams.monitoring;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store that writes changes, under texts that grow, and what a restart finds of them. */
class StoredChangesTest {
  @TempDir java.nio.file.Path directory;

  @SuppressWarnings("NullAway.Init") // the first record brings it
  private LiveStore<String, Text> store;

  private TopologyTestDriver driver;
  private final Map<Bytes, byte[]> changeLog = new HashMap<>();
  private int wholes;
  private int changes;

  private static final class Text {
    final StringBuilder all;
    @Nullable StringBuilder since;

    Text(String all, boolean stored) {
      this.all = new StringBuilder(all);
      this.since = stored ? new StringBuilder() : null;
    }

    /** What is longer than three letters is written as a whole. */
    void append(String more) {
      all.append(more);
      since = since == null || more.length() > 3 ? null : since.append(more);
    }

    byte @Nullable [] takeChanges() {
      byte[] taken = since == null ? null : since.toString().getBytes(UTF_8);
      since = new StringBuilder();
      return taken;
    }
  }

  /** "-" removes, "=x" puts another text there, "?" looks, all else is appended. */
  private final class Growing extends ContextualProcessor<String, String, String, String> {
    @Override
    public void process(Record<String, String> record) {
      store = context().getStateStore("texts");
      String value = record.value();
      if (value.equals("-")) {
        store.remove(record.key());
      } else if (value.startsWith("=")) {
        store.put(record.key(), new Text(value.substring(1), false));
      } else if (!value.equals("?")) {
        Text text =
            store.mutate(
                record.key(),
                (key, bytes, since) -> {
                  StringBuilder all = new StringBuilder(new String(bytes, UTF_8));
                  since.forEach(change -> all.append(new String(change, UTF_8)));
                  return all.indexOf("#") >= 0 ? null : new Text(all.toString(), true);
                });
        if (text == null) {
          text = new Text("", false);
          store.put(record.key(), text);
        }
        text.append(value);
      }
    }
  }

  @BeforeEach
  void start() {
    Topology topology = new Topology();
    topology.addSource("in", new StringDeserializer(), new StringDeserializer(), "in");
    topology.addProcessor(
        "grow",
        new ProcessorSupplier<String, String, String, String>() {
          @Override
          public Processor<String, String, String, String> get() {
            return new Growing();
          }

          @Override
          public Set<StoreBuilder<?>> stores() {
            return Set.of(
                new LiveStore.Builder<String, Text>(
                        "texts",
                        Serdes.String(),
                        text -> text.all.toString().getBytes(UTF_8),
                        Duration.ofMinutes(1),
                        (objects, bytes, nanos) -> {})
                    .withChanges(Text::takeChanges));
          }
        },
        "in");
    Properties properties = new Properties();
    properties.put("application.id", "live");
    properties.put("bootstrap.servers", "none:1");
    properties.put("processing.guarantee", "exactly_once_v2");
    properties.put("state.dir", directory.toString());
    driver = new TopologyTestDriver(topology, properties);
    pipe("first", "?");
  }

  @AfterEach
  void close() {
    driver.close();
  }

  /** The driver commits after each record. */
  private void pipe(String key, String value) {
    driver
        .createInputTopic("in", new StringSerializer(), new StringSerializer())
        .pipeInput(key, value);
    for (TestRecord<byte[], byte[]> record :
        driver
            .createOutputTopic(
                "live-texts-changelog", new ByteArrayDeserializer(), new ByteArrayDeserializer())
            .readRecordsToList()) {
      Bytes stored = Bytes.wrap(record.key());
      if (record.value() == null) {
        changeLog.remove(stored);
      } else {
        changeLog.put(stored, record.value());
        wholes += StoredForm.isSlot(stored) ? 0 : 1;
        changes += StoredForm.isSlot(stored) ? 1 : 0;
      }
    }
  }

  /** All live objects are lost, and what the change log has is there. */
  private void restart() {
    LeanStore lean = store.findInner(LeanStore.class);
    store.clearCache();
    Set<Bytes> keys = new HashSet<>(changeLog.keySet());
    lean.forEach((key, bytes) -> keys.add(key));
    keys.forEach(key -> lean.keep(key, changeLog.get(key)));
  }

  private Map<String, String> stored() {
    Map<String, String> texts = new HashMap<>();
    store.forEachStored(
        (key, bytes, since) -> {
          StringBuilder all = new StringBuilder(new String(bytes, UTF_8));
          since.forEach(change -> all.append(new String(change, UTF_8)));
          texts.put(key, all.toString());
        });
    return texts;
  }

  @Test
  void writesAChangeAsLongAsTheseDoNotOutnumberTheSlots() {
    StringBuilder expected = new StringBuilder();
    for (int i = 0; i < 3 * (StoredForm.SLOTS + 1); i++) {
      pipe("a", "x" + i % 10);
      expected.append("x").append(i % 10);
    }

    assertThat(wholes).isEqualTo(3);
    assertThat(changes).isEqualTo(3 * StoredForm.SLOTS);
    assertThat(changeLog).hasSize(1 + StoredForm.SLOTS);
    restart();
    assertThat(stored()).containsExactlyEntriesOf(Map.of("a", expected.toString()));
    assertThat(store.size()).isEqualTo(1);
  }

  @Test
  void findsEachTextAgainWhateverHappenedToIt() {
    for (long seed = 0; seed < 30; seed++) {
      Random random = new Random(seed);
      Map<String, String> expected = new HashMap<>(stored());
      for (int step = 0; step < 400; step++) {
        String key = "key-" + random.nextInt(3);
        int what = random.nextInt(100);
        if (what < 2) {
          pipe(key, "-");
          expected.remove(key);
        } else if (what < 4) {
          pipe(key, "=new");
          expected.put(key, "new");
        } else if (what < 8) {
          restart();
          assertThat(stored()).as("seed " + seed + ", step " + step).isEqualTo(expected);
        } else if (what < 11) {
          // As a standby that is active again before anything else came.
          store.clearCache();
        } else {
          String more = what < 16 ? "longer" : Integer.toString(random.nextInt(100));
          pipe(key, more);
          expected.merge(key, more, String::concat);
        }
      }
      restart();
      assertThat(stored()).as("seed " + seed).isEqualTo(expected);
    }
    assertThat(changes).isGreaterThan(wholes);
  }

  @Test
  void takesNoChangeOfBeforeForOneBehindAWholeThatWasDamaged() {
    for (int i = 0; i < 10; i++) {
      pipe("a", "o");
    }
    changeLog.put(Bytes.wrap("a".getBytes(UTF_8)), "#".getBytes(UTF_8));
    restart();
    pipe("a", "n");
    pipe("a", "m");

    restart();
    assertThat(stored()).isEqualTo(Map.of("a", "nm"));
  }

  @Test
  void readsWholesOfBeforeThereWereChanges() {
    changeLog.put(Bytes.wrap("a".getBytes(UTF_8)), "old".getBytes(UTF_8));
    restart();
    pipe("a", "er");

    assertThat(wholes).isZero();
    restart();
    assertThat(stored()).isEqualTo(Map.of("a", "older"));
  }
}
