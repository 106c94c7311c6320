package io.millwright.simulators.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointTest {
  @TempDir Path directory;

  @Test
  void givesBackWhatWasWrittenLast() throws IOException {
    Checkpoint checkpoint = new Checkpoint(directory.resolve("deeper/replay.json"));
    checkpoint.write(Map.of("demo/a", new Checkpoint.Entry("f1", 3, 0, 0)));

    checkpoint.write(
        Map.of(
            "demo/a", new Checkpoint.Entry("f1", 9, 2, 48),
            "demo/b", new Checkpoint.Entry("f2", 0, 0, 0)));

    assertThat(checkpoint.read())
        .containsOnly(
            Map.entry("demo/a", new Checkpoint.Entry("f1", 9, 2, 48)),
            Map.entry("demo/b", new Checkpoint.Entry("f2", 0, 0, 0)));
    try (var files = Files.list(directory.resolve("deeper"))) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void isEmptyWithoutAFile() throws IOException {
    assertThat(new Checkpoint(directory.resolve("none.json")).read()).isEmpty();
  }

  @Test
  void refusesAFileThatIsNoCheckpointAndNamesIt() throws IOException {
    Path file = directory.resolve("broken.json");
    for (String content :
        new String[] {"", "[]", "{\"demo/a\":{\"history\":\"f\"}}", "{\"demo/a\":{"}) {
      Files.writeString(file, content);

      assertThatThrownBy(() -> new Checkpoint(file).read())
          .isInstanceOf(IOException.class)
          .hasMessageContaining("broken.json")
          .hasMessageContaining("remove it");
    }
  }
}
