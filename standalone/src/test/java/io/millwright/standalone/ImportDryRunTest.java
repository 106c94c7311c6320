package io.millwright.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What an import says before it is one, of files that people have. */
class ImportDryRunTest {
  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void saysWhatALongFileHoldsAndWhatIsBadInIt() throws Exception {
    assertThat(
            run(
                """
                point,time,value,quality
                temp,2026-01-01T00:00:00Z,20.5,GOOD
                temp,2026-01-01T00:00:01Z,21,BAD
                temp,yesterday,21,GOOD
                flow,2026-01-01T00:00:01Z,abc,GOOD
                flow,2026-01-01T00:00:01Z,,GOOD
                flow,2026-01-01T00:00:02Z,NaN,GOOD
                flow,2026-01-01T00:00:03Z,1,EXCELLENT
                flow,2026-01-01T00:00:03Z,1
                "no name",2026-01-01T00:00:03Z,1,GOOD
                flow,2026-06-01T00:00:00Z,7e-3,64
                """,
                "--asset",
                "pump-1"))
        .isEqualTo(1);

    assertThat(out.toString())
        .contains(
            "Would import 3 readings of 2 points of 1 assets from 10 rows, from"
                + " 2026-01-01T00:00:00Z to 2026-06-01T00:00:00Z")
        .contains("line 4: time 'yesterday' is not of the format iso")
        .contains("line 5: value 'abc' is not a finite number")
        .contains("line 6: there is no value")
        .contains("line 7: value 'NaN'")
        .contains("line 8: quality 'EXCELLENT' must be GOOD, UNCERTAIN, BAD or STALE")
        .contains("line 9: 3 fields, where the first line names 4")
        .contains("line 10: measurement point 'no name' is not valid")
        .contains("7 bad rows or cells would be set aside");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).as("a dry run leaves nothing behind").hasSize(1);
    }
  }

  @Test
  void takesTheGoodCellsOfAWideRowWithABadOne() throws Exception {
    assertThat(
            run(
                """
                Zeit;Anlage;temp;flow
                01.02.2026 00:00;p1;20,5;3
                01.02.2026 00:01;p2;20.5;
                """,
                "--wide",
                "--separator",
                ";",
                "--time-column",
                "zeit",
                "--asset-column",
                "Anlage",
                "--time-format",
                "dd.MM.yyyy HH:mm"))
        .isEqualTo(1);

    assertThat(out.toString())
        .contains("Would import 2 readings of 2 points of 2 assets from 2 rows")
        .contains("line 2: temp: value '20,5' is not a finite number");
  }

  @Test
  void namesTheColumnThatIsMissingAndTheOptionThatWouldHelp() throws Exception {
    assertThat(run("tag,time,value\n", "--asset", "p")).isEqualTo(2);

    assertThat(err.toString())
        .contains("'point'")
        .contains("tag, time, value")
        .contains("--point-column");
  }

  @Test
  void asksWhoseReadingsTheyAre() throws Exception {
    assertThat(run("point,time,value\n")).isEqualTo(2);

    assertThat(err.toString()).contains("--asset");
  }

  @Test
  void stopsWhenNearlyAllIsBad() throws Exception {
    assertThat(run("point,time,value\n" + "t,1,1\n".repeat(20), "--asset", "p", "--max-bad", "10"))
        .isEqualTo(1);

    assertThat(err.toString()).contains("more than 10 bad rows").contains("--max-bad");
  }

  @Test
  void doesNotTakeTheRestOfAFileIntoMemoryForWantOfAQuote() throws Exception {
    assertThat(
            run(
                "point,time,value\n\"t,2026-01-01T00:00:00Z,1\n"
                    + "t,2026-01-01T00:00:00Z,1\n".repeat(60_000),
                "--asset",
                "p"))
        .isEqualTo(1);

    assertThat(err.toString()).contains("closing quote");
  }

  @Test
  void needsAMillwrightThatRunsForMoreThanADryRun() throws Exception {
    Path file = Files.writeString(folder.resolve("history.csv"), "point,time,value\n");

    assertThat(execute("import", file.toString(), "--asset", "p", "--data", folder + "/data"))
        .isEqualTo(2);
    assertThat(err.toString()).contains("no Millwright runs on").contains("--kafka");
  }

  private int run(String content, String... options) throws Exception {
    Path file = Files.writeString(folder.resolve("history.csv"), content);
    String[] all =
        Stream.concat(Stream.of("import", file.toString(), "--dry-run"), Stream.of(options))
            .toArray(String[]::new);
    return execute(all);
  }

  private int execute(String... arguments) {
    CommandLine commandLine = Millwright.commandLine();
    commandLine.setOut(new PrintWriter(out, true));
    commandLine.setErr(new PrintWriter(err, true));
    return commandLine.execute(arguments);
  }
}
