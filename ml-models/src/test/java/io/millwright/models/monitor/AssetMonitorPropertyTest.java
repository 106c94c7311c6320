package io.millwright.models.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.measurement.Measurements;
import io.millwright.contracts.measurement.MeasurementsBuilder;
import io.millwright.contracts.measurement.Quality;
import io.millwright.models.advisory.Advisory;
import io.millwright.models.descriptor.DescriptorVector;
import io.millwright.models.monitor.MaintenanceRecord.Kind;
import io.millwright.models.plan.MonitoringPlan;
import io.millwright.models.plan.PumpPlan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Tries to make the same history give other conclusions. */
class AssetMonitorPropertyTest {
  private static final AssetKey PUMP = AssetKey.of("demo", "pump-1");
  private static final long START = 1_767_225_600_000_000L;
  private static final long LATENESS = 3 * PumpPlan.MINUTE;
  private static final List<String> POINTS = List.of("vibration", "temperature", "speed", "other");

  /** One thing that comes to the monitor: a reading, or a maintenance record. */
  private record Event(
      String point,
      long time,
      double value,
      Quality quality,
      long sequence,
      @Nullable MaintenanceRecord maintenance) {

    Event numbered(long number) {
      return new Event(point, time, value, quality, number, maintenance);
    }
  }

  @Property(tries = 300)
  void batchesDuplicatesAndBoundedDisorderChangeNothing(
      @ForAll long historySeed, @ForAll long arrivalSeed) {
    List<Event> history = history(new Random(historySeed));

    List<String> inOrder = conclusions(history, null);
    List<String> otherwise = conclusions(disturbed(history, arrivalSeed), new Random(arrivalSeed));

    assertThat(otherwise).isEqualTo(inOrder);
  }

  @Property(tries = 200)
  void onlyTheReadingOfTheHighestSequenceCountsForAPointAndTime(
      @ForAll long historySeed, @ForAll long arrivalSeed) {
    List<Event> history = new ArrayList<>();
    List<Event> corrected = new ArrayList<>();
    Random random = new Random(arrivalSeed);
    for (Event event : history(new Random(historySeed))) {
      boolean once =
          event.maintenance() != null
              || history.stream()
                  .noneMatch(e -> e.time() == event.time() && e.point().equals(event.point()));
      if (once) {
        Event wins = event.numbered(1_000);
        history.add(wins);
        corrected.add(wins);
        for (int i = random.nextInt(4); i > 0 && event.maintenance() == null; i--) {
          boolean bad = random.nextInt(5) == 0;
          corrected.add(
              new Event(
                  event.point(),
                  event.time(),
                  random.nextInt(12),
                  bad ? Quality.BAD : Quality.GOOD,
                  random.nextInt(1_000),
                  null));
        }
      }
    }

    // A winner that cannot be used leaves the scan silent, where it alone would leave an earlier
    // reading: see CorrectionTest.
    Set<Event> refused = new HashSet<>();
    history.stream().filter(event -> !usable(event)).forEach(refused::add);
    corrected.removeIf(
        event ->
            refused.stream()
                .anyMatch(
                    r ->
                        r != event && r.time() == event.time() && r.point().equals(event.point())));

    assertThat(conclusions(disturbed(corrected, arrivalSeed), random))
        .isEqualTo(conclusions(history, null));
  }

  private static boolean usable(Event event) {
    return event.maintenance() != null || (event.quality().usable() && event.value() < 5_000);
  }

  @Property(tries = 150)
  void aSnapshotGoesOnAsIfNothingHadBeen(@ForAll long historySeed, @ForAll long restartSeed) {
    List<Event> history = history(new Random(historySeed));
    Random restarts = new Random(restartSeed);

    AssetMonitor monitor = new AssetMonitor(PUMP, PumpPlan.PLAN);
    List<String> lines = new ArrayList<>();
    for (Event event : history) {
      if (restarts.nextInt(10) == 0) {
        byte[] snapshot = monitor.snapshot();
        monitor = AssetMonitor.restore(PUMP, PumpPlan.PLAN, snapshot);
        assertThat(monitor.snapshot()).isEqualTo(snapshot);
      }
      lines.addAll(lines(feed(monitor, List.of(event))));
    }
    lines.addAll(lines(flush(monitor, history)));

    assertThat(sorted(lines)).isEqualTo(conclusions(history, null));
  }

  @Property(tries = 100)
  void goingOnUnderTheSamePlanAnewChangesNothing(@ForAll long historySeed, @ForAll long seed) {
    List<Event> history = history(new Random(historySeed));
    int change = new Random(seed).nextInt(history.size());
    MonitoringPlan again = MonitoringPlan.parse(PumpPlan.YAML.replace("version: 1", "version: 2"));

    AssetMonitor monitor = new AssetMonitor(PUMP, PumpPlan.PLAN);
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < history.size(); i++) {
      monitor = i == change ? monitor.under(again) : monitor;
      lines.addAll(lines(feed(monitor, List.of(history.get(i)))));
    }
    lines.addAll(lines(flush(monitor, history)));

    assertThat(sorted(lines)).isEqualTo(conclusions(history, null));
  }

  @Test
  void theHistoriesReachEveryKindOfConclusion() {
    Map<String, Integer> kinds = new TreeMap<>();
    for (int seed = 0; seed < 100; seed++) {
      for (String line : conclusions(history(new Random(seed)), null)) {
        kinds.merge(line.contains("UNKNOWN") ? "unknown" : line.substring(0, 4), 1, Integer::sum);
      }
    }

    assertThat(kinds.keySet()).contains("Stat", "Heal", "Prog", "Advi", "unknown");
    assertThat(kinds.get("Advi")).isGreaterThan(50);
  }

  /**
   * Readings with gaps, bad ones among them, times that collide, corrections, and a few maintenance
   * records. Some sources number their messages, some do not, some do now and then.
   */
  private static List<Event> history(Random random) {
    List<Event> events = new ArrayList<>();
    int numberedOfTen = random.nextInt(3) * 5;
    long time = START + random.nextInt(1_000) * PumpPlan.SECOND;
    double level = 2;
    int readings = 50 + random.nextInt(250);
    for (int i = 0; i < readings; i++) {
      int step = random.nextInt(100);
      if (step < 3) {
        time += random.nextInt(30) * PumpPlan.MINUTE;
      } else if (step < 80) {
        time += random.nextInt(40) * PumpPlan.SECOND;
      }
      level = Math.max(0, level + random.nextGaussian() * 0.8);
      Quality quality = random.nextInt(20) == 0 ? Quality.BAD : Quality.GOOD;
      double value = random.nextInt(30) == 0 ? 5_000 : level;
      String point = POINTS.get(random.nextInt(POINTS.size()));
      long sequence = random.nextInt(10) < numberedOfTen ? 1 + random.nextInt(500) : 0;
      Event last = events.isEmpty() ? null : events.get(events.size() - 1);
      if (last != null && last.maintenance() == null && random.nextInt(6) == 0) {
        events.add(new Event(last.point(), last.time(), value, quality, sequence, null));
      }
      events.add(new Event(point, time, value, quality, sequence, null));
      if (random.nextInt(40) == 0) {
        events.add(maintenance(random, time));
      }
    }
    return events;
  }

  private static Event maintenance(Random random, long now) {
    // Known before it takes effect: otherwise its order among the readings would matter.
    long effect = now + (1 + random.nextInt(20)) * PumpPlan.MINUTE;
    Kind kind = Kind.values()[random.nextInt(Kind.values().length)];
    String rule = random.nextBoolean() ? "bearing-soon" : "";
    MaintenanceRecord done =
        new MaintenanceRecord(effect, "bearing", rule, kind, random.nextInt(3) == 0);
    return new Event("", now, 0, Quality.GOOD, 0, done);
  }

  /** Late by up to the lateness, some twice, the repetition at any later time. */
  private static List<Event> disturbed(List<Event> history, long seed) {
    Random random = new Random(seed);
    record Arrival(Event event, long at) {}
    List<Arrival> arrivals = new ArrayList<>();
    for (Event event : history) {
      // A record that comes at its own time finds no later reading before it.
      long delay = event.maintenance() == null ? random.nextLong(LATENESS + 1) : 0;
      arrivals.add(new Arrival(event, event.time() + delay));
      if (random.nextInt(4) == 0) {
        long later = random.nextBoolean() ? LATENESS : 100 * PumpPlan.MINUTE;
        arrivals.add(new Arrival(event, event.time() + delay + random.nextLong(later)));
      }
    }
    return arrivals.stream()
        .sorted(Comparator.comparingLong(Arrival::at))
        .map(Arrival::event)
        .toList();
  }

  /** In batches of random size, or one by one. */
  private static List<String> conclusions(List<Event> events, @Nullable Random batches) {
    AssetMonitor monitor = new AssetMonitor(PUMP, PumpPlan.PLAN);
    List<String> lines = new ArrayList<>();
    for (int from = 0; from < events.size(); ) {
      int size = batches == null ? 1 : 1 + batches.nextInt(50);
      int to = Math.min(events.size(), from + size);
      lines.addAll(lines(feed(monitor, events.subList(from, to))));
      from = to;
    }
    lines.addAll(lines(flush(monitor, events)));
    return sorted(lines);
  }

  private static List<Conclusions> feed(AssetMonitor monitor, List<Event> events) {
    List<Conclusions> all = new ArrayList<>();
    MeasurementsBuilder batch = Measurements.builder(PUMP, "test:1");
    long sequence = 0;
    for (Event event : events) {
      MaintenanceRecord maintenance = event.maintenance();
      if (maintenance == null) {
        if (event.sequence() != sequence) {
          all.add(monitor.accept(batch.build(), PumpPlan.MODELS));
          sequence = event.sequence();
          batch = Measurements.builder(PUMP, "test:1").sourceSequence(sequence);
        }
        batch.add(event.point(), event.time(), event.value(), event.quality());
      } else {
        all.add(monitor.accept(batch.build(), PumpPlan.MODELS));
        batch = Measurements.builder(PUMP, "test:1").sourceSequence(sequence);
        all.add(monitor.accept(maintenance));
      }
    }
    all.add(monitor.accept(batch.build(), PumpPlan.MODELS));
    return all;
  }

  private static List<Conclusions> flush(AssetMonitor monitor, List<Event> events) {
    long newest = events.stream().mapToLong(Event::time).max().orElse(START);
    return List.of(monitor.advanceTo(newest + 60 * PumpPlan.MINUTE, PumpPlan.MODELS));
  }

  private static List<String> lines(List<Conclusions> all) {
    return all.stream()
        .flatMap(
            each ->
                Stream.of(
                        each.descriptors().stream().map(AssetMonitorPropertyTest::line),
                        each.stateChanges().stream().map(Object::toString),
                        each.health().stream().map(Object::toString),
                        each.prognoses().stream().map(Object::toString),
                        each.advisories().stream().map(Advisory::toString))
                    .flatMap(lines -> lines))
        .toList();
  }

  private static String line(DescriptorVector vector) {
    return vector.timeMicros() + " " + Arrays.toString(vector.values());
  }

  /** Each list of conclusions has its own order; which list comes first depends on the batch. */
  private static List<String> sorted(List<String> lines) {
    return lines.stream().sorted(Comparator.comparing(line -> line.substring(0, 6))).toList();
  }
}
