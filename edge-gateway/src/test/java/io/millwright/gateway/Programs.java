package io.millwright.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Programs that nobody here wrote; a build server must have them, elsewhere a test is skipped. */
final class Programs {
  private Programs() {}

  /** The path of a program. */
  static String find(String name, String debianPackage) {
    String path = Objects.requireNonNullElse(System.getenv("PATH"), "");
    String program =
        Stream.concat(Stream.of("/usr/sbin"), Stream.of(path.split(File.pathSeparator)))
            .map(folder -> folder + "/" + name)
            .filter(file -> new File(file).canExecute())
            .findFirst()
            .orElse("");
    String missing =
        "no " + name + " in /usr/sbin or on the PATH: install Debian's " + debianPackage;
    if (System.getenv("CI") != null) {
      assertThat(program).as(missing).isNotEmpty();
    }
    assumeTrue(!program.isEmpty(), missing);
    return program;
  }

  /** Runs a program to its end; what it prints. */
  static String output(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).as(output).isTrue();
    return output;
  }
}
