package io.millwright.standalone.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoStateTest {
  private static final Instant FIRST = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant SECOND = Instant.parse("2026-02-02T00:00:00Z");

  @TempDir Path folder;

  @Test
  void goesOnWithAnInterruptedDemoAtItsOwnEventTime() throws Exception {
    DemoState.resumeOrBegin(folder, 40, false, FIRST);
    Path kept = Files.createFile(folder.resolve("replay-checkpoint.json"));

    assertThat(DemoState.resumeOrBegin(folder, 40, false, SECOND).start()).isEqualTo(FIRST);
    assertThat(kept).exists();
  }

  @Test
  void beginsAnewAfterAFinishedDemoForOtherEnginesAndWhenAsked() throws Exception {
    DemoState.resumeOrBegin(folder, 40, false, FIRST).finish(folder);
    Path old = Files.createFile(Files.createDirectories(folder.resolve("kafka")).resolve("log"));
    assertThat(DemoState.resumeOrBegin(folder, 40, false, SECOND).start()).isEqualTo(SECOND);
    assertThat(old).doesNotExist();

    assertThat(DemoState.resumeOrBegin(folder, 8, false, FIRST).start()).isEqualTo(FIRST);
    assertThat(DemoState.resumeOrBegin(folder, 8, true, SECOND).start()).isEqualTo(SECOND);
  }

  @Test
  void touchesNothingInAFolderThatHoldsSomethingElse() throws Exception {
    Path precious = Files.writeString(folder.resolve("thesis.txt"), "precious");

    assertThatThrownBy(() -> DemoState.resumeOrBegin(folder, 40, true, FIRST))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("holds something that is no demo")
        .hasMessageContaining("--data");
    assertThat(precious).hasContent("precious");
  }
}
