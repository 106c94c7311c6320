package io.millwright.standalone.doctor;

import io.millwright.standalone.Ports;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The machine as Millwright needs it. */
final class Machine {
  private static final long MIB = 1024 * 1024;
  private static final Pattern MAJOR = Pattern.compile("(\\d+)\\.(\\d+)");
  private static final String TIMESCALE_REMEDY =
      "plain PostgreSQL works; for compression and continuous aggregates install TimescaleDB 2.18 or newer with its community licence, "
          + "put it into shared_preload_libraries and restart PostgreSQL";

  private final Path data;
  private final String database;
  private final String historian;

  /**
   * @param database JDBC address; empty = none to look at
   * @param historian HTTP address; empty = none to ask
   */
  Machine(Path data, String database, String historian) {
    this.data = data;
    this.database = database;
    this.historian = historian;
  }

  List<Check> checks() {
    List<Check> checks = new ArrayList<>();
    checks.add(java());
    checks.add(maven());
    checks.add(node());
    checks.add(memory());
    checks.add(disk());
    checks.add(user());
    checks.add(port("HTTP port", 8080, false, "--http-port"));
    checks.add(port("MQTT port", 1883, false, "--mqtt-port"));
    checks.add(port("CoAP port", 5683, true, "--coap-port"));
    checks.add(port("port for readings over HTTP", 8090, false, "--ingest-port"));
    checks.add(containerEngine());
    Check timescale = timescale();
    checks.add(timescale);
    if (!database.isEmpty() && timescale.verdict() != Check.Verdict.MISSING) {
      checks.addAll(storedSeries());
    }
    if (!historian.isEmpty()) {
      checks.add(StoredSeries.historian(historian));
    }
    return checks;
  }

  private static Check java() {
    int version = Runtime.version().feature();
    String found =
        version
            + " ("
            + System.getProperty("java.vendor")
            + ", "
            + System.getProperty("java.home")
            + ")";
    if (version < 17) {
      return Check.missing(
          "Java", found, "install JDK 17 or newer, for example: apt-get install openjdk-17-jdk");
    }
    return version > 25
        ? Check.limited("Java", found, "tested with 17 to 25; if something fails, try one of those")
        : Check.ok("Java", found);
  }

  private static Check maven() {
    String remedy = "needed only to build: apt-get install maven (3.8 or newer)";
    return output("mvn", "--version")
        .map(text -> text.lines().findFirst().orElse("").replaceAll("\u001b\\[[0-9;]*m", ""))
        .map(
            line ->
                atLeast(line, 3, 8)
                    ? Check.ok("Maven", line)
                    : Check.limited("Maven", line, remedy))
        .orElseGet(() -> Check.limited("Maven", "not found", remedy));
  }

  private static Check node() {
    String remedy =
        "the web console is not built without Node 20.19, 22.12 or newer and npm: see nodejs.org";
    Optional<String> npm = output("npm", "--version").map(String::strip);
    return output("node", "--version")
        .map(String::strip)
        .map(
            version ->
                buildsTheConsole(version) && npm.isPresent()
                    ? Check.ok("Node", version + ", npm " + npm.get())
                    : Check.limited(
                        "Node", version + npm.map(n -> ", npm " + n).orElse(", no npm"), remedy))
        .orElseGet(() -> Check.limited("Node", "not found", remedy));
  }

  /** What Vite needs. */
  private static boolean buildsTheConsole(String version) {
    return atLeast(version, 22, 12) || (atLeast(version, 20, 19) && !atLeast(version, 21, 0));
  }

  private static Check memory() {
    if (!(ManagementFactory.getOperatingSystemMXBean()
        instanceof com.sun.management.OperatingSystemMXBean system)) {
      return Check.limited(
          "memory", "unknown", "2 GiB free are enough for everything in one process");
    }
    long total = system.getTotalMemorySize() / MIB;
    long free = available().orElse(system.getFreeMemorySize() / MIB);
    String found =
        String.format(Locale.ROOT, "%,d MiB, of which %,d MiB are available", total, free);
    return free < 1536
        ? Check.limited(
            "memory", found, "everything in one process wants about 1.5 GiB: close something")
        : Check.ok("memory", found);
  }

  /** What Linux would give to a new program: free memory and caches it can drop. */
  private static Optional<Long> available() {
    try {
      return Files.readAllLines(Path.of("/proc/meminfo")).stream()
          .filter(line -> line.startsWith("MemAvailable:"))
          .map(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
          .findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private Check disk() {
    Path there = data.toAbsolutePath();
    while (there != null && !Files.exists(there)) {
      there = there.getParent();
    }
    if (there == null) {
      return Check.missing(
          "disk", data + " has no existing parent", "choose another place with --data");
    }
    try {
      FileStore store = Files.getFileStore(there);
      long free = store.getUsableSpace() / MIB;
      String found = String.format(Locale.ROOT, "%,d MiB free for %s", free, data);
      if (!Files.isWritable(there)) {
        return Check.missing(
            "disk", there + " cannot be written", "choose another place with --data");
      }
      return free < 2048
          ? Check.limited(
              "disk",
              found,
              "the demo needs about 1 GiB; real readings need more: free some, or choose another place with --data")
          : Check.ok("disk", found);
    } catch (IOException e) {
      return Check.missing(
          "disk", there + ": " + e.getMessage(), "choose another place with --data");
    }
  }

  private static Check user() {
    String name = System.getProperty("user.name");
    if (!"root".equals(name)) {
      return Check.ok("user", name);
    }
    // PostgreSQL refuses root; in a user namespace of its own it does not see that it is.
    return output("unshare", "-U", "true").isPresent()
        ? Check.ok("user", "root (PostgreSQL runs in a user namespace of its own)")
        : Check.missing(
            "user",
            "root, and user namespaces are not allowed here",
            "run Millwright as an ordinary user: PostgreSQL refuses root");
  }

  private static Check port(String subject, int port, boolean udp, String option) {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    boolean free = udp ? Ports.isFreeUdp(loopback, port) : Ports.isFree(loopback, port);
    return free
        ? Check.ok(subject, port + " is free")
        : Check.limited(
            subject,
            port + " is in use",
            "the demo takes another one and says which; for 'up' choose one with " + option);
  }

  private static Check containerEngine() {
    String remedy =
        "needed only for docker-compose.yml and the container tests: install Docker or Podman and start it";
    for (String engine : List.of("docker", "podman")) {
      Optional<String> version =
          output(engine, "version", "--format", "{{.Server.Version}}").map(String::strip);
      if (version.isPresent() && !version.get().isEmpty()) {
        return Check.ok("container engine", engine + " " + version.get());
      }
    }
    return Check.limited("container engine", "none answers", remedy);
  }

  private Check timescale() {
    if (database.isEmpty()) {
      return Check.limited(
          "TimescaleDB",
          "not in the embedded PostgreSQL; name a database of your own with --database to look there",
          TIMESCALE_REMEDY);
    }
    try (Connection connection = DriverManager.getConnection(database);
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                // The loader defines it; shared_preload_libraries is for superusers to read.
                "select current_setting('timescaledb.max_background_workers', true), "
                    + "(select extversion from pg_extension where extname = 'timescaledb'), "
                    + "(select default_version from pg_available_extensions where name = 'timescaledb'), "
                    + "current_setting('timescaledb.license', true)")) {
      row.next();
      String preloaded = row.getString(1);
      String installed = row.getString(2);
      String available = row.getString(3);
      String licence = row.getString(4);
      if (available == null) {
        return Check.limited(
            "TimescaleDB", "PostgreSQL answers, without the extension", TIMESCALE_REMEDY);
      }
      if (preloaded == null) {
        return Check.limited(
            "TimescaleDB",
            available + " is there but not loaded",
            "add timescaledb to shared_preload_libraries and restart PostgreSQL");
      }
      if (!"timescale".equals(licence)) {
        return Check.limited(
            "TimescaleDB",
            available + " with licence " + licence,
            "set timescaledb.license = timescale for compression and continuous aggregates");
      }
      return Check.ok(
          "TimescaleDB", installed == null ? available + ", ready to be created" : installed);
    } catch (SQLException e) {
      return Check.missing(
          "TimescaleDB",
          "the database does not answer: " + e.getMessage(),
          "check the address, user and password of --database");
    }
  }

  private List<Check> storedSeries() {
    try (Connection connection = DriverManager.getConnection(database)) {
      return new StoredSeries(connection).checks();
    } catch (SQLException e) {
      return List.of(
          Check.missing(
              "readings",
              "the database does not tell: " + e.getMessage(),
              "check the address, user and password of --database"));
    }
  }

  private static boolean atLeast(String text, int major, int minor) {
    Matcher version = MAJOR.matcher(text);
    if (!version.find()) {
      return false;
    }
    int foundMajor = Integer.parseInt(version.group(1));
    return foundMajor > major
        || (foundMajor == major && Integer.parseInt(version.group(2)) >= minor);
  }

  /** What a program prints, when it is there, ends well and within 20 seconds. */
  private static Optional<String> output(String... command) {
    try {
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      process.getOutputStream().close();
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        return Optional.empty();
      }
      return process.exitValue() == 0 ? Optional.of(text) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
