package io.millwright.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
  @TempDir Path folder;

  @Test
  void refusesASecondProcessOnTheSameFolder() throws Exception {
    try (DataDirectory first = DataDirectory.open(folder)) {
      assertThatThrownBy(() -> DataDirectory.open(folder))
          .isInstanceOf(UsageException.class)
          .hasMessageContaining("another Millwright is running on " + folder)
          .hasMessageContaining("--data");
      assertThat(first.resolve("kafka")).isEqualTo(folder.resolve("kafka"));
    }
    DataDirectory.open(folder).close();
  }

  @Test
  void makesASecretOnceAndForItsUserOnly() throws Exception {
    String made;
    try (DataDirectory directory = DataDirectory.open(folder)) {
      assertThat(directory.hasSecret("jwt")).isFalse();
      made = directory.secret("jwt", 48);
      assertThat(made).hasSizeGreaterThanOrEqualTo(64);
      assertThat(directory.secret("other", 48)).isNotEqualTo(made);
      assertThat(
              PosixFilePermissions.toString(
                  Files.getPosixFilePermissions(directory.secretFile("jwt"))))
          .isEqualTo("rw-------");
    }
    try (DataDirectory directory = DataDirectory.open(folder)) {
      assertThat(directory.secret("jwt", 48)).isEqualTo(made);
    }
  }
}
