package io.millwright.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A second process on a data folder that another one holds. */
class HeldDataIT {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"demo", "up"})
  void isRefusedAndTouchesNothing(String command) throws Exception {
    try (DataDirectory held = DataDirectory.open(folder);
        MillwrightProcess second = MillwrightProcess.start(command, "--data", folder.toString())) {
      assertThat(second.awaitExit(Duration.ofMinutes(1))).as(second.output()).isEqualTo(2);
      assertThat(second.output())
          .contains("another Millwright is running on " + folder)
          .contains("--data");
      try (Stream<Path> files = Files.list(folder)) {
        // The log is the one thing that both write.
        assertThat(files).containsOnly(held.resolve("lock"), held.resolve("millwright.log"));
      }
    }
  }
}
