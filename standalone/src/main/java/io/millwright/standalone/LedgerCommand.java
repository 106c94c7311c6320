package io.millwright.standalone;

import io.millwright.gateway.ledger.LedgerReport;
import io.millwright.gateway.ledger.LedgerReport.Figures;
import io.millwright.gateway.ledger.LedgerReport.Row;
import io.millwright.gateway.store.Store;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code millwright ledger}: what came from each source and where it is. */
@Command(
    name = "ledger",
    description =
        "Shows what came from each source and where it is: kept, in Kafka, in the gateway's store, dropped.",
    mixinStandardHelpOptions = true)
final class LedgerCommand implements Callable<Integer> {
  private static final String LINE = "%-32s %12s %12s %12s %10s %9s %9s %10s %9s %9s";

  @Option(
      names = "--data",
      description =
          "Folder of a standalone Millwright (default: ${DEFAULT-VALUE}). Its ledger is written down every two seconds.",
      defaultValue = "data")
  Path data = Path.of("data");

  @Option(
      names = "--url",
      description =
          "A gateway that runs by itself, as in http://localhost:8080; its ledger as JSON, as of now.")
  @Nullable String url;

  @Option(names = "--json", description = "As JSON.")
  boolean json;

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    if (url != null) {
      out.println(ask(url));
      return 0;
    }
    Path folder = data.resolve(Standalone.GATEWAY_STORE);
    LedgerReport report =
        Store.lastReport(folder)
            .orElseThrow(
                () ->
                    new UsageException(
                        "no gateway has run on "
                            + data
                            + ": choose its folder with --data, or a running gateway with --url"));
    if (json) {
      out.println(report.toJson());
    } else {
      print(report, out);
    }
    return 0;
  }

  private static void print(LedgerReport report, PrintWriter out) {
    out.println("Readings, " + report.state().name().toLowerCase(Locale.ROOT));
    out.println(
        LINE.formatted(
            "source",
            "received",
            "kept",
            "forwarded",
            "pending",
            "dropped",
            "failed",
            "duplicate",
            "late",
            "missing"));
    for (Row row : report.sources()) {
      out.println(line(row));
    }
    out.println(line(report.total()));
    if (!report.total().rejected().isEmpty()) {
      out.println("rejected messages, by reason: " + report.total().rejected());
    }
  }

  private static String line(Row row) {
    Figures readings = row.readings();
    return LINE.formatted(
        row.source(),
        readings.received(),
        readings.kept(),
        readings.forwarded(),
        readings.pending(),
        readings.dropped(),
        readings.failed(),
        readings.duplicate(),
        readings.late(),
        row.missing());
  }

  private static String ask(String url) throws IOException, InterruptedException {
    URI address;
    try {
      address = URI.create(url.replaceAll("/+$", "") + "/ledger");
      HttpRequest request = HttpRequest.newBuilder(address).timeout(Duration.ofSeconds(10)).build();
      HttpResponse<String> answer =
          HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new IOException(address + " answered " + answer.statusCode());
      }
      return answer.body();
    } catch (IllegalArgumentException e) {
      throw new UsageException("--url '" + url + "' must be like http://localhost:8080");
    }
  }
}
