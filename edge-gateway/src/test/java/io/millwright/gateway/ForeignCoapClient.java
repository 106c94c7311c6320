package io.millwright.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The coap-client of libcoap, in the variants that Debian has of it. */
final class ForeignCoapClient {
  private ForeignCoapClient() {}

  /** The program; tests that need it are skipped where it is missing, but not on a build server. */
  static String program(String name) {
    String path = Objects.requireNonNullElse(System.getenv("PATH"), "");
    String program =
        Stream.of(path.split(File.pathSeparator))
            .map(folder -> folder + "/" + name)
            .filter(file -> new File(file).canExecute())
            .findFirst()
            .orElse("");
    String missing = "no " + name + " on the PATH: install Debian's libcoap3-bin";
    if (System.getenv("CI") != null) {
      assertThat(program).as(missing).isNotEmpty();
    }
    assumeTrue(!program.isEmpty(), missing);
    return program;
  }

  /** Starts it; what it says on both of its outputs comes together. */
  static Process start(String name, String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(program(name));
    command.addAll(List.of(arguments));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  /** Runs it to its end. */
  static String run(String name, String... arguments) throws Exception {
    Process process = start(name, arguments);
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).as(output).isTrue();
    return output.strip();
  }
}
