package io.millwright.gateway.senml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * The examples of RFC 8428 against their published resolution. They are not part of this
 * repository: give the directory of a copy with {@code -Dmillwright.senml.examples=...}.
 */
@EnabledIfSystemProperty(named = "millwright.senml.examples", matches = ".+")
final class SenmlExamplesTest {
  @TestFactory
  List<DynamicTest> resolvesAsPublished() throws IOException {
    Path directory =
        Path.of(Objects.requireNonNull(System.getProperty("millwright.senml.examples")));
    List<DynamicTest> tests = new ArrayList<>();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.sorted().toList()) {
        String name = file.getFileName().toString();
        String example = name.substring(0, name.indexOf('.'));
        boolean json = name.equals(example + ".json");
        if (json || name.equals(example + ".gen.cbor")) {
          tests.add(
              DynamicTest.dynamicTest(
                  name,
                  () ->
                      check(
                          file,
                          json ? SenmlEncoding.JSON : SenmlEncoding.CBOR,
                          directory.resolve(example + ".gen.resolved.json"))));
        }
      }
    }
    assertThat(tests).as("examples in " + directory).isNotEmpty();
    return tests;
  }

  private static void check(Path pack, SenmlEncoding encoding, Path resolved) throws Exception {
    List<SenmlRecord> expected =
        SenmlResolver.resolve(Files.readAllBytes(resolved), SenmlEncoding.JSON, 0, 1_000);
    // Relative times were resolved at the time the examples were made: take it from the last
    // record,
    // whose own time is 0 or missing in every example that has relative times.
    double now = expected.get(expected.size() - 1).time();

    // The published resolution of example 7 leaves out its record with binary data (vd), which the
    // RFC does not.
    List<SenmlRecord> actual =
        SenmlResolver.resolve(Files.readAllBytes(pack), encoding, now, 1_000).stream()
            .filter(record -> !(record.value() instanceof SenmlValue.Data))
            .toList();

    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < actual.size(); i++) {
      SenmlRecord is = actual.get(i);
      SenmlRecord should = expected.get(i);
      assertThat(is.name()).isEqualTo(should.name());
      assertThat(is.unit()).isEqualTo(should.unit());
      assertThat(is.time()).isCloseTo(should.time(), within(1e-6));
      assertThat(is.sum()).isEqualTo(should.sum());
      assertThat(is.value()).isEqualTo(should.value());
    }
  }
}
