package io.millwright.streams.historian;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.measurement.Measurements;
import io.millwright.contracts.measurement.MeasurementsBuilder;
import io.millwright.contracts.measurement.MeasurementsSerde;
import io.millwright.contracts.measurement.PackedSamples;
import io.millwright.contracts.measurement.Quality;
import io.millwright.contracts.topic.Topics;
import io.millwright.contracts.wire.AssetEvent;
import io.millwright.contracts.wire.DescriptorSet;
import io.millwright.contracts.wire.HealthAssessment;
import io.millwright.contracts.wire.Prognosis;
import io.millwright.contracts.wire.State;
import io.millwright.contracts.wire.StateDetection;
import io.millwright.contracts.wire.Waveform;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Everything that the historian stores, of one tenant, made from a seed; and what must be in the
 * tables when all of it is stored. Values are whole numbers, so that they read the same everywhere.
 */
final class MixedLoad {
  static final String TENANT = "killed";

  /** Each table as lines of text. */
  private static final Map<String, String> LINES =
      Map.of(
          "measurement",
          """
          select concat_ws(' ', p.asset, p.point, p.derived::text, (extract(epoch from m.time) * 1000000)::bigint, m.value::bigint,
                           m.quality, coalesce(m.sequence, 0))
          from series.measurement m join series.point p using (point_id) where p.tenant_id = 'killed'""",
          "parked_measurement",
          """
          select concat_ws(' ', p.asset, p.point, m.time_micros, m.value::bigint)
          from series.parked_measurement m join series.point p using (point_id) where p.tenant_id = 'killed'""",
          "revision",
          """
          select concat_ws(' ', p.asset, p.point, (extract(epoch from r.time) * 1000000)::bigint, r.value::bigint, r.quality,
                           r.sequence)
          from series.revision r join series.point p using (point_id) where p.tenant_id = 'killed'""",
          "condition",
          """
          select concat_ws(' ', a.asset, (extract(epoch from c.time) * 1000000)::bigint, c.health_index::bigint, c.state,
                           c.failure_probability::bigint, c.remaining_life_hours::bigint)
          from series.condition c join series.asset_series a using (asset_id) where a.tenant_id = 'killed'""",
          "state_change",
          """
          select concat_ws(' ', a.asset, s.point, s.detector, (extract(epoch from s.time) * 1000000)::bigint, s.state, s.previous,
                           s.value::bigint, s.limit_value::bigint, s.explanation)
          from series.state_change s join series.asset_series a using (asset_id) where a.tenant_id = 'killed'""",
          "event",
          """
          select concat_ws(' ', a.asset, (extract(epoch from e.time) * 1000000)::bigint, e.source, e.kind, e.code, e.text)
          from series.event e join series.asset_series a using (asset_id) where a.tenant_id = 'killed'""",
          "waveform",
          """
          select concat_ws(' ', p.asset, p.point, (extract(epoch from w.time) * 1000000)::bigint, w.rate_hz::bigint, w.samples,
                           w.encoding, md5(w.block), w.peak::bigint)
          from series.waveform w join series.point p using (point_id) where p.tenant_id = 'killed'""");

  private static final long BASE = 1_700_000_000_000_000L;
  private static final long SECOND = 1_000_000L;
  private static final int ASSETS = 12;
  private static final int READINGS = 20;

  private final Producer<String, byte[]> producer;
  private final Random random;
  private final Map<String, TreeSet<String>> expected = new LinkedHashMap<>();

  /** What may still be corrected. */
  private final List<Reading> readings = new ArrayList<>();

  private int steps;
  private int records;

  private record Reading(AssetKey asset, String point, long time, long value, int sequence) {
    String line() {
      return asset.asset() + " " + point + " false " + time + " " + value + " 192 " + sequence;
    }
  }

  MixedLoad(Producer<String, byte[]> producer, long seed) {
    this.producer = producer;
    this.random = new Random(seed);
    LINES.keySet().forEach(table -> expected.put(table, new TreeSet<>()));
  }

  /** Sends so many evaluations of random assets, with all that goes with them. */
  void send(int number) {
    for (int i = 0; i < number; i++) {
      step(AssetKey.of(TENANT, "pump-" + random.nextInt(ASSETS)), BASE + ++steps * 60 * SECOND);
    }
  }

  /** Corrects so many readings of those sent, none twice. They must be stored already. */
  void correct(int number) {
    for (int i = 0; i < number; i++) {
      Reading was = readings.remove(random.nextInt(readings.size()));
      Reading is =
          new Reading(
              was.asset, was.point, was.time, random.nextInt(1 << 30), was.sequence + 1_000_000);
      send(
          Measurements.builder(is.asset, "mqtt:test")
              .sourceSequence(is.sequence)
              .add(is.point, is.time, is.value)
              .build());
      expect("measurement").remove(was.line());
      expect("measurement").add(is.line());
      add("revision", was.asset.asset(), was.point, was.time, was.value, 192, was.sequence);
    }
  }

  private void step(AssetKey asset, long time) {
    readings(asset, time);
    descriptors(asset, time);
    long health = random.nextInt(100);
    long life = random.nextInt(1_000);
    send(
        Topics.HEALTH.name(),
        asset,
        HealthAssessment.newBuilder()
            .setTenant(TENANT)
            .setAsset(asset.asset().value())
            .setTimeMicros(time)
            .setHealthIndex(health)
            .setState(State.STATE_ALERT)
            .build());
    send(
        Topics.PROGNOSES.name(),
        asset,
        Prognosis.newBuilder()
            .setTenant(TENANT)
            .setAsset(asset.asset().value())
            .setTimeMicros(time)
            .setFailureProbability(1)
            .setRemainingLifeHours(life)
            .build());
    add("condition", asset.asset(), time, health, 2, 1, life);
    if (steps % 3 == 0) {
      state(asset, time);
      event(asset, time);
    }
    if (steps % 5 == 0) {
      waveform(asset, time);
    }
  }

  private void readings(AssetKey asset, long time) {
    MeasurementsBuilder batch = Measurements.builder(asset, "mqtt:test").sourceSequence(steps);
    for (int i = 0; i < READINGS; i++) {
      Reading reading =
          new Reading(asset, "p" + i % 4, time + i / 4 * SECOND, random.nextInt(1 << 30), steps);
      batch.add(reading.point, reading.time, reading.value);
      readings.add(reading);
      expect("measurement").add(reading.line());
    }
    if (steps % 7 == 0) {
      batch.add("p0", -steps, steps);
      add("parked_measurement", asset.asset(), "p0", -steps, steps);
    }
    send(batch.build());
    if (steps % 10 == 0) {
      // As a device does that has missed the acknowledgement.
      send(batch.build());
    }
  }

  private void descriptors(AssetKey asset, long time) {
    DescriptorSet.Builder set =
        DescriptorSet.newBuilder()
            .setTenant(TENANT)
            .setAsset(asset.asset().value())
            .setTimeMicros(time);
    for (int i = 0; i < 10; i++) {
      boolean known = random.nextInt(4) > 0;
      long value = random.nextInt(1 << 30);
      Quality quality = random.nextInt(4) == 0 ? Quality.UNCERTAIN : Quality.GOOD;
      set.addName("p" + i % 4 + "/mean" + i).addValue(known ? value : Double.NaN);
      if (quality == Quality.UNCERTAIN) {
        set.addUncertain(i);
      }
      if (known) {
        add("measurement", asset.asset(), set.getName(i), "true", time, value, quality.code(), 0);
      }
    }
    send(Topics.DESCRIPTORS.name(), asset, set.build());
  }

  private void state(AssetKey asset, long time) {
    long value = random.nextInt(1_000);
    send(
        Topics.STATES.name(),
        asset,
        StateDetection.newBuilder()
            .setTenant(TENANT)
            .setAsset(asset.asset().value())
            .setTimeMicros(time)
            .setPoint("p1")
            .setDetector("limit")
            .setState(State.STATE_ALARM)
            .setPrevious(State.STATE_NORMAL)
            .setValue(value)
            .setLimit(500)
            .setExplanation("why " + steps)
            .build());
    add("state_change", asset.asset(), "p1", "limit", time, 3, 1, value, 500, "why " + steps);
  }

  private void event(AssetKey asset, long time) {
    AssetEvent event =
        AssetEvent.newBuilder()
            .setTenant(TENANT)
            .setAsset(asset.asset().value())
            .setTimeMicros(time)
            .setSource("mqtt:test")
            .setKind(AssetEvent.Kind.CODE)
            .setCode("E" + random.nextInt(9))
            .setText("text " + steps)
            .build();
    send(Topics.EVENTS.name(), asset, event);
    send(Topics.EVENTS.name(), asset, event);
    send(Topics.EVENTS.name(), asset, event.toBuilder().setKind(AssetEvent.Kind.TIME_TICK).build());
    add("event", asset.asset(), time, "mqtt:test", 1, event.getCode(), event.getText());
  }

  private void waveform(AssetKey asset, long time) {
    byte[] samples = new byte[2_000];
    for (int i = 0; i < samples.length; i += 2) {
      samples[i] = (byte) (random.nextBoolean() ? 60 : -60);
      samples[i + 1] = (byte) (samples[i] < 0 ? -1 : 0);
    }
    // As often up as down, so that the mean is 0 and the peak a whole number.
    for (int i = 0; i < samples.length / 2; i++) {
      samples[samples.length / 2 + i] = (byte) (i % 2 == 0 ? -samples[i] : ~samples[i]);
    }
    Waveform waveform =
        Waveform.newBuilder()
            .setTenant(TENANT)
            .setAsset(asset.asset().value())
            .setPoint("vibration")
            .setStartTimeMicros(time)
            .setSamplingRateHz(1_000)
            .setInt16Samples(ByteString.copyFrom(samples))
            .build();
    send(Topics.WAVEFORMS.name(), asset, waveform);
    add(
        "waveform",
        asset.asset(),
        "vibration",
        time,
        1_000,
        1_000,
        PackedSamples.INTEGERS,
        md5(PackedSamples.of(waveform).block()),
        60);
  }

  private void send(Measurements measurements) {
    send(Topics.MEASUREMENTS.name(), measurements.asset(), MeasurementsSerde.encode(measurements));
  }

  private void send(String topic, AssetKey asset, MessageLite message) {
    send(topic, asset, message.toByteArray());
  }

  private void send(String topic, AssetKey asset, byte[] value) {
    producer.send(new ProducerRecord<>(topic, asset.toString(), value));
    records++;
  }

  private TreeSet<String> expect(String table) {
    return expected.computeIfAbsent(table, absent -> new TreeSet<>());
  }

  private void add(String table, Object... columns) {
    List<String> texts = new ArrayList<>();
    for (Object column : columns) {
      texts.add(String.valueOf(column));
    }
    expect(table).add(String.join(" ", texts));
  }

  /** Records sent. */
  int records() {
    return records;
  }

  /** The number of rows and the checksum of each table, as {@link #sql} gives them. */
  Map<String, String> expected() {
    Map<String, String> all = new LinkedHashMap<>();
    expected.forEach(
        (table, lines) ->
            all.put(table, lines.size() + " " + md5(String.join("\n", lines).getBytes(UTF_8))));
    return all;
  }

  static String sql(String table) {
    return "select count(*) || ' ' || md5(coalesce(string_agg(line, E'\\n' order by line collate \"C\"), '')) from ("
        + LINES.get(table)
        + ") l (line)";
  }

  private static String md5(byte[] bytes) {
    try {
      byte[] digest = MessageDigest.getInstance("MD5").digest(bytes);
      return String.format("%032x", new BigInteger(1, digest));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
