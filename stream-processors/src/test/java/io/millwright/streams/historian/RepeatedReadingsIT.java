package io.millwright.streams.historian;

import static io.millwright.streams.historian.WriterRig.OWNER;
import static org.assertj.core.api.Assertions.assertThat;

import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.measurement.Measurements;
import io.millwright.contracts.measurement.MeasurementsBuilder;
import io.millwright.contracts.measurement.Quality;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Repeated, corrected and disordered readings, and names without end, in a real PostgreSQL. */
class RepeatedReadingsIT {
  @RegisterExtension static final WriterRig RIG = new WriterRig();

  private static final long BASE = 1_767_225_600_000_000L;
  private static final AssetKey PUMP = AssetKey.of("acme", "pump-1");

  /** The numbers of the points stay, because the writer remembers them. */
  private static void empty() throws SQLException {
    RIG.database()
        .update(OWNER, "truncate series.measurement, series.parked_measurement, series.revision");
  }

  private static ReadingRows.Stored write(List<Measurements> measurements)
      throws SQLException, FencedException, RefusedException {
    return RIG.write(measurements);
  }

  private static ReadingRows.Stored write(Measurements... measurements)
      throws SQLException, FencedException, RefusedException {
    return RIG.write(List.of(measurements));
  }

  private static Measurements speed(long sequence, double value) {
    return Measurements.builder(PUMP, "mqtt:test")
        .sourceSequence(sequence)
        .add("speed", BASE, value)
        .build();
  }

  private static String series() throws SQLException {
    return RIG.database()
        .value(
            OWNER,
            """
        select string_agg(concat_ws(' ', p.point, m.at, m.value, m.quality, m.sequence), E'\\n'
                          order by p.point, m.at)
        from (select point_id, time::text as at, value, quality, sequence from series.measurement
              union all
              select point_id, time_micros::text, value, quality, sequence from series.parked_measurement) m
        join series.point p using (point_id)""");
  }

  private static String values() throws SQLException {
    return RIG.database()
        .value(OWNER, "select string_agg(value::text, ' ' order by value) from series.measurement");
  }

  @Test
  void storesOneReadingOfAPointTimeAndSequenceHoweverOftenItComes() throws Exception {
    assertThat(write(speed(5, 1), speed(5, 1), speed(5, 1)))
        .extracting("stored", "duplicates")
        .containsExactly(1L, 2L);
    assertThat(write(speed(5, 1), speed(5, 1)))
        .extracting("stored", "duplicates")
        .containsExactly(0L, 2L);
    assertThat(values()).isEqualTo("1");
  }

  @Test
  void theHighestSequenceWinsWhetherItComesInOneTransactionOrAnother() throws Exception {
    write(speed(7, 1), speed(9, 2), speed(8, 3));
    assertThat(values()).isEqualTo("2");

    assertThat(write(speed(8, 4))).extracting("stored", "duplicates").containsExactly(0L, 1L);
    assertThat(write(speed(12, 5), speed(11, 6)))
        .extracting("stored", "duplicates")
        .containsExactly(1L, 1L);
    assertThat(values()).isEqualTo("5");
  }

  @Test
  void whatACorrectionReplacesIsKeptAndWhatChangesNothingLeavesNoTrace() throws Exception {
    write(speed(0, 1), speed(5, 2));
    write(speed(5, 2), speed(4, 3));
    assertThat(revisions()).as("nothing stored was replaced").isEqualTo("null");

    write(speed(7, 4));
    write(
        Measurements.builder(PUMP, "mqtt:test")
            .sourceSequence(9)
            .add("speed", BASE, 5, Quality.BAD)
            .add("flow", BASE, 6)
            .build());
    write(speed(8, 7));

    assertThat(values()).isEqualTo("5 6");
    assertThat(revisions()).isEqualTo("speed 2 192 5, speed 4 192 7");
  }

  private static String revisions() throws SQLException {
    return RIG.database()
        .value(
            OWNER,
            """
            select string_agg(concat_ws(' ', point, value, quality, sequence), ', ' order by point, sequence)
            from series.revision join series.point using (point_id)
            where time = '2026-01-01Z' and revised_at > now() - interval '1 hour'""");
  }

  @Test
  void aCorrectionChangesTheQualityToo() throws Exception {
    write(speed(1, 5));
    write(
        Measurements.builder(PUMP, "mqtt:test")
            .sourceSequence(2)
            .add("speed", BASE, 5, Quality.BAD)
            .build());

    assertThat(RIG.database().number(OWNER, "select quality from series.measurement"))
        .isEqualTo(Quality.BAD.code());
  }

  @Test
  void withoutSequencesTheFirstStaysUntilANumberedOneComes() throws Exception {
    write(speed(0, 1), speed(0, 2));
    write(speed(0, 3));
    assertThat(values()).isEqualTo("1");

    write(speed(1, 4));
    write(speed(0, 5));
    assertThat(values()).isEqualTo("4");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void shuffledAndDoubledDeliveriesGiveTheSeriesOfACleanOne(long seed) throws Exception {
    Random random = new Random(seed);
    List<Measurements> sent = new ArrayList<>();
    List<Measurements> winning = new ArrayList<>();
    for (int message = 1; message <= 400; message++) {
      // Every tenth is parked: its time cannot be true.
      long time = message % 10 == 0 ? -message : BASE + message * 3_600_000_000L;
      int corrections = random.nextInt(3);
      for (int correction = 0; correction <= corrections; correction++) {
        Measurements readings =
            Measurements.builder(PUMP, "mqtt:test")
                .sourceSequence(1_000L * correction + message)
                .add("speed", time, random.nextInt())
                .add("flow", time, random.nextGaussian(), Quality.UNCERTAIN)
                .build();
        sent.add(readings);
        if (correction == corrections) {
          winning.add(readings);
        }
      }
    }
    write(winning);
    String clean = series();
    empty();

    List<Measurements> arriving = new ArrayList<>(sent);
    sent.stream().filter(each -> random.nextInt(3) == 0).forEach(arriving::add);
    Collections.shuffle(arriving, random);
    for (int from = 0; from < arriving.size(); ) {
      int to = Math.min(arriving.size(), from + 1 + random.nextInt(100));
      write(arriving.subList(from, to));
      from = to;
    }

    assertThat(series()).isEqualTo(clean).hasLineCount(800);
  }

  @Test
  void refusesPointsBeyondTheMostOfAnAssetAndStoresTheOthersBesideThem() throws Exception {
    AssetKey fan = AssetKey.of("acme", "fan-1");
    int most = 20_000;
    for (int from = 0; from <= most; from += 5_000) {
      MeasurementsBuilder readings = Measurements.builder(fan, "mqtt:test");
      for (int point = from; point < from + 5_000; point++) {
        readings.add("point-" + point, BASE, point);
      }
      readings.add("point-0", BASE + 1 + from, 1).add("late", -1, 1);
      ReadingRows.Stored written = write(readings.build());

      // "late" came with the first 5,000, so the last thousands have room for 4,999.
      long refused = from < 15_000 ? 0 : from == 15_000 ? 1 : 5_000;
      assertThat(written)
          .extracting("stored", "duplicates", "refused")
          .containsExactly(5_001 - refused + (from == 0 ? 1 : 0), from == 0 ? 0L : 1L, refused);
    }
    assertThat(write(speed(1, 1)).stored()).isEqualTo(1);
    assertThat(
            RIG.database().number(OWNER, "select count(*) from series.point where asset = 'fan-1'"))
        .isEqualTo(most);

    List<String> names = IntStream.rangeClosed(0, most).mapToObj(i -> "point-1/d" + i).toList();
    Batch descriptors = new Batch();
    descriptors.add(
        new DescriptorColumns(fan, BASE, names, new double[names.size()], new BitSet()));
    assertThat(RIG.write(descriptors).descriptors())
        .extracting("stored", "refused")
        .containsExactly((long) most, 1L);
  }
}
