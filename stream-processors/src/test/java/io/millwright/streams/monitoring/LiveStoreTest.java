package io.millwright.streams.monitoring;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The store alone, under texts that grow. */
class LiveStoreTest {
  @TempDir java.nio.file.Path directory;
  private final Map<String, Integer> flushed = new HashMap<>();

  @SuppressWarnings("NullAway.Init") // the first record brings it
  private LiveStore<String, StringBuilder> store;

  private TopologyTestDriver driver;

  @AfterEach
  void close() {
    driver.close();
  }

  /** "+x" appends, "-" removes, "!" ends as a standby would begin. */
  private final class Growing extends ContextualProcessor<String, String, String, String> {
    @Override
    public void process(Record<String, String> record) {
      store = context().getStateStore("texts");
      if (record.value().equals("-")) {
        store.remove(record.key());
      } else if (record.value().equals("!")) {
        store.flushCache();
        store.clearCache();
      } else {
        StringBuilder text =
            store.mutate(
                record.key(), (key, bytes, changes) -> new StringBuilder(new String(bytes, UTF_8)));
        if (text == null) {
          text = new StringBuilder();
          store.put(record.key(), text);
        }
        text.append(record.value().substring(1));
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
                new LiveStore.Builder<String, StringBuilder>(
                    "texts",
                    Serdes.String(),
                    text -> text.toString().getBytes(UTF_8),
                    Duration.ofMinutes(1),
                    (objects, bytes, nanos) -> flushed.merge("objects", objects, Integer::sum)));
          }
        },
        "in");
    Properties properties = new Properties();
    properties.put("application.id", "live");
    properties.put("bootstrap.servers", "none:1");
    properties.put("processing.guarantee", "exactly_once_v2");
    properties.put("state.dir", directory.toString());
    driver = new TopologyTestDriver(topology, properties);
  }

  private void pipe(String... keysAndValues) {
    var input = driver.createInputTopic("in", new StringSerializer(), new StringSerializer());
    for (int i = 0; i < keysAndValues.length; i += 2) {
      input.pipeInput(keysAndValues[i], keysAndValues[i + 1]);
    }
  }

  private Map<String, String> changeLog() {
    Map<String, String> last = new HashMap<>();
    for (TestRecord<String, byte[]> record :
        driver
            .createOutputTopic(
                "live-texts-changelog", new StringDeserializer(), new ByteArrayDeserializer())
            .readRecordsToList()) {
      if (record.value() == null) {
        last.remove(record.key());
      } else {
        last.put(record.key(), new String(record.value(), UTF_8));
      }
    }
    return last;
  }

  @Test
  void writesWhatChangedBeforeEachCommit() {
    pipe("a", "+1", "b", "+2", "a", "+3");

    assertThat(changeLog()).isEqualTo(Map.of("a", "13", "b", "2"));
    // The driver commits after each record.
    assertThat(flushed).containsEntry("objects", 3);
    assertThat(store.size()).isEqualTo(2);
  }

  @Test
  void forgetsWhatIsRemovedAndBeginsAnew() {
    pipe("a", "+1", "b", "+2", "a", "-");

    assertThat(changeLog()).isEqualTo(Map.of("b", "2"));
    assertThat(store.size()).isEqualTo(1);

    pipe("a", "+9");
    assertThat(changeLog()).isEqualTo(Map.of("a", "9"));
  }

  @Test
  void goesOnFromItsBytesAfterTheTaskWasAStandby() {
    pipe("a", "+1", "a", "!", "a", "+2");

    assertThat(changeLog()).isEqualTo(Map.of("a", "12"));
    assertThat(store.size()).isEqualTo(1);
  }
}
