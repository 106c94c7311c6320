package io.millwright.standalone.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millwright.standalone.UsageException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeFormatTest {
  @ParameterizedTest
  @CsvSource({
    "iso, 2026-03-29T08:00:00Z, 2026-03-29T08:00:00Z",
    "iso, 2026-03-29T08:00:00.5Z, 2026-03-29T08:00:00.500Z",
    "iso, 2026-03-29T08:00:00.123456789Z, 2026-03-29T08:00:00.123456Z",
    "iso, 2026-03-29T08:00:00.123456+02:00, 2026-03-29T06:00:00.123456Z",
    "iso, 2026-03-29 08:00:00, 2026-03-29T06:00:00Z",
    "iso, 2026-03-29T08:00, 2026-03-29T06:00:00Z",
    "iso, 2026-03-29, 2026-03-28T23:00:00Z",
    "iso, 1970-01-01T00:00:00Z, 1970-01-01T00:00:00Z",
    "epoch-s, 1774771200, 2026-03-29T08:00:00Z",
    "epoch-s, 1774771200.1234567, 2026-03-29T08:00:00.123456Z",
    "epoch-ms, 1774771200123, 2026-03-29T08:00:00.123Z",
    "epoch-us, 1774771200123456, 2026-03-29T08:00:00.123456Z",
    "epoch-ns, 1774771200123456789, 2026-03-29T08:00:00.123456Z",
    "dd.MM.yyyy HH:mm:ss, 29.03.2026 08:00:00, 2026-03-29T06:00:00Z",
    "dd.MM.yyyy HH:mm:ss XXX, 29.03.2026 08:00:00 +05:30, 2026-03-29T02:30:00Z",
    "yyyyMMdd, 20260329, 2026-03-28T23:00:00Z",
  })
  void readsTimesToTheMicrosecond(String format, String text, String expected) throws Exception {
    TimeFormat times = TimeFormat.of(format, ZoneId.of("Europe/Berlin"));

    assertThat(times.micros(text))
        .isEqualTo(ChronoUnit.MICROS.between(Instant.EPOCH, Instant.parse(expected)));
    assertThat(times.micros(text))
        .as("again, from what it remembers")
        .isEqualTo(times.micros(text));
  }

  @ParameterizedTest
  @CsvSource({
    "iso, yesterday",
    "iso, 2026-02-30T08:00:00Z",
    "iso, 2026-03-29T24:00:01Z",
    "iso, 2026-03-29T08:00:60Z",
    "iso, 1969-12-31T23:59:59Z",
    "iso, 2200-01-01T00:00:00Z",
    "iso, +999999999-01-01T00:00:00Z",
    "epoch-s, -1",
    "epoch-s, 1e400",
    "epoch-s, 1774771200123",
    "epoch-ms, NaN",
    "epoch-ns, 17747712001234567891234567891234567891234",
    "yyyyMMdd, 2026-03-29"
  })
  void refusesWhatIsNoTimeAndSaysWhatWasThere(String format, String text) {
    TimeFormat times = TimeFormat.of(format, ZoneOffset.UTC);

    assertThatThrownBy(() -> times.micros(text))
        .isInstanceOf(BadCellException.class)
        .hasMessageContaining(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"epoch", "dd.MM.yyyy 'at", "{}"})
  void refusesAFormatThatIsNone(String format) {
    assertThatThrownBy(() -> TimeFormat.of(format, ZoneOffset.UTC))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("--time-format '" + format + "'");
  }

  @Test
  void refusesAZoneThatIsNone() {
    assertThatThrownBy(() -> TimeFormat.zone("Middle/Earth"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("Middle/Earth");
  }
}
