package io.millwright.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import us.hebi.matlab.mat.format.Mat5;
import us.hebi.matlab.mat.format.Mat5File;
import us.hebi.matlab.mat.types.Matrix;
import us.hebi.matlab.mat.types.Sinks;

/** {@code millwright evaluate} on data that are made up: its licence keeps the real out of here. */
class EvaluateCommandTest {
  private static final LocalDateTime START = LocalDateTime.of(2020, 3, 9, 10, 0);
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT);

  @TempDir Path folder;

  private final Random random = new Random(3);
  private StringWriter out = new StringWriter();
  private StringWriter err = new StringWriter();

  @Test
  void skabIsScoredRowByRow() throws IOException {
    skab("valve1/3.csv", 600);
    skab("valve2/0.csv", 600);

    JsonNode figures = evaluate("skab");

    assertThat(figures.path("f1").asDouble()).isEqualTo(2 * 96 / (2 * 96 + 4.0));
    assertThat(figures.path("falseAlarmRate").asDouble(1)).isZero();
    assertThat(figures.path("missedAlarmRate").asDouble()).isEqualTo(0.04);
    assertThat(figures.path("filesDetected").asInt()).isEqualTo(2);
    assertThat(figures.path("goalReached").asBoolean()).isTrue();
    assertThat(out.toString()).contains("valve1/3").contains("valve2/0").contains("published");
  }

  @Test
  void nabIsScoredByTheBenchmarksOwnScore() throws IOException {
    nab();

    JsonNode figures = evaluate("nab");

    // A detection 10 of 15 rows before the end of its window.
    double worth = (2 / (1 + Math.exp(-50 / 15.0)) - 1) / (2 / (1 + Math.exp(-5)) - 1);
    assertThat(figures.path("nabStandardScore").asDouble())
        .isCloseTo(50 * (worth + 1), within(1e-9));
    assertThat(err.toString()).contains("not there, and not scored: real/gone.csv");
  }

  @Test
  void cwruIsCountedByClass() throws IOException {
    record("IR007_1.mat", 162.19);
    record("105.mat", 162.19);

    JsonNode figures = evaluate("cwru");

    assertThat(figures.path("accuracyByClass").path("INNER_RACE").asDouble()).isEqualTo(1);
    assertThat(figures.path("accuracyByClass")).hasSize(1);
    assertThat(figures.path("accuracy").asDouble()).isEqualTo(1);
    assertThat(err.toString()).contains("105.mat, which is not named as IR007_0.mat");
  }

  @Test
  void femtoIsJudgedByLeadAndFalseAlarm() throws IOException {
    bearing("Bearing1_1.zip", 16);

    JsonNode figures = evaluate("femto");

    // Loud from the eleventh of 16 snapshots on; told with the second loud one.
    assertThat(figures.path("leadFractionOfLife").path("Bearing1_1").asDouble())
        .isBetween(3 / 16.0, 5 / 16.0);
    assertThat(figures.path("falseAlarmFractionOfLife").path("Bearing1_1").asDouble(1)).isZero();
  }

  @Test
  void azurePdmIsJudgedByTheComponentThatFails() throws IOException {
    machines("learned", 1, 10);
    machines("tested", 11, 14);
    String data = folder.resolve("learned").toString();
    Path json = folder.resolve("figures.json");

    int exit =
        command(
            "evaluate",
            "azure-pdm",
            "--data",
            data,
            "--test",
            folder.resolve("tested").toString(),
            "--json",
            json.toString());

    assertThat(exit).as(() -> err.toString()).isZero();
    JsonNode figures = new ObjectMapper().readTree(json.toFile());

    assertThat(figures.path("precision").asDouble()).isEqualTo(1);
    assertThat(figures.path("recall").asDouble()).isEqualTo(1);
    assertThat(figures.path("f1").asDouble()).isEqualTo(1);
    assertThat(figures.path("falseAlertsPerMachineMonth").asDouble(1)).isZero();
    assertThat(figures.path("medianLeadHours").asDouble()).isEqualTo(20);
    assertThat(figures.path("ece").asDouble(1)).isLessThan(0.05);
    assertThat(figures.path("brier").asDouble(1)).isLessThan(0.05);
    assertThat(figures.path("averagePrecision").asDouble()).isGreaterThan(0.9);
    assertThat(figures.path("reliability").path(0).path("rows").asInt()).isPositive();
    assertThat(figures.path("goalReached").asBoolean()).isTrue();
    assertThat(out.toString()).contains("tested on --test").contains("published");
    assertThat(command("evaluate", "azure-pdm", "--data", data, "--test", data)).isEqualTo(2);
    assertThat(err.toString()).contains("machine 1 is both in the data to learn from and in those");
  }

  @Test
  void ai4iIsJudgedByTheFailureClass() throws IOException {
    milling(0, 400);

    JsonNode figures = evaluate("ai4i");

    assertThat(figures.path("f1").asDouble()).isGreaterThan(0.8);
    assertThat(figures.path("precision").asDouble()).isGreaterThan(0.8);
    assertThat(figures.path("recall").asDouble()).isGreaterThan(0.8);
    assertThat(figures.path("averagePrecision").asDouble()).isGreaterThan(0.9);
    assertThat(figures.path("ece").asDouble(1)).isLessThan(0.1);
    assertThat(figures.path("brier").asDouble(1)).isLessThan(0.1);
    assertThat(out.toString()).contains("each fifth of the rows").contains("published");
  }

  @Test
  void hydraulicIsJudgedByComponent() throws IOException {
    rig();

    JsonNode figures = evaluate("hydraulic");

    assertThat(figures.path("accuracy").path("valve").asDouble()).isEqualTo(1);
    assertThat(figures.path("majorityShare").path("valve").asDouble()).isEqualTo(0.5);
    assertThat(figures.path("configurations").asInt()).isEqualTo(12);
    assertThat(out.toString()).contains("accumulator").contains("published");
  }

  @Test
  void whatIsWrongWithTheInputIsSaidInOneLineAndByTheExitCode() throws IOException {
    assertThat(run("skab")).isEqualTo(2);
    assertThat(err.toString()).contains("has none of the folders valve1, valve2, other");
    skab("valve1/0.csv", 399);
    assertThat(run("skab")).isEqualTo(2);
    assertThat(err.toString()).contains("valve1/0 has 399 rows; more than 400 are right");
    Files.writeString(folder.resolve("valve1/0.csv"), "");
    assertThat(run("skab")).isEqualTo(2);
    assertThat(err.toString()).contains("valve1/0.csv line 1: is empty; 'datetime;");
    assertThat(run("nab")).isEqualTo(2);
    assertThat(err.toString()).contains("combined_windows.json: is missing");
    assertThat(run("cwru")).isEqualTo(2);
    assertThat(err.toString()).contains("holds no file named as IR007_0.mat");
    Files.writeString(folder.resolve("IR007_0.mat"), "not MATLAB");
    assertThat(run("cwru")).isEqualTo(2);
    assertThat(err.toString()).contains("IR007_0.mat: is no MATLAB 5 file that can be read");
    assertThat(run("cmapss")).isEqualTo(2);
    assertThat(err.toString()).contains("train_FD001.txt, test_FD001.txt and RUL_FD001.txt");
    bearing("Bearing1_1.zip", 2);
    assertThat(run("femto")).isEqualTo(2);
    assertThat(err.toString()).contains("holds 2 snapshots; a life has 3 at least");
    write("PdM_machines.csv", "machineID,model,age\n1,model5,3\n");
    assertThat(run("azure-pdm")).isEqualTo(2);
    assertThat(err.toString())
        .contains("PdM_machines.csv line 2: has model 'model5'; model1 to model4 is right");
    write("profile.txt", "3\t100\t0\t131\t0\n");
    assertThat(run("hydraulic")).isEqualTo(2);
    assertThat(err.toString()).contains("profile.txt line 1: has accumulator '131'; one of [90,");
    milling(0, 4);
    assertThat(run("ai4i")).isEqualTo(2);
    assertThat(err.toString()).contains("cannot be dealt into 5 folds");
    assertThat(err.toString().lines()).hasSize(1);
  }

  @Test
  void foldersAndFilesThatCannotBeAreSaidBeforeTheWork() {
    String data = folder.toString();

    assertThat(command("evaluate", "skab", "--data", data + "/none")).isEqualTo(2);
    assertThat(err.toString()).contains("none is not there; the folder of the data set is right");
    assertThat(command("evaluate", "nab", "--data", data, "--test", data + "/none")).isEqualTo(2);
    assertThat(err.toString()).contains("--test").contains("none is not there");
    assertThat(command("evaluate", "femto", "--data", data, "--json", data + "/none/f.json"))
        .isEqualTo(2);
    assertThat(err.toString()).contains("none/f.json cannot be written");
    assertThat(command("evaluate")).isEqualTo(2);
    assertThat(err.toString())
        .contains("which data set? skab, nab, cwru, femto, cmapss, azure-pdm, ai4i, hydraulic");
  }

  private JsonNode evaluate(String set) throws IOException {
    Path json = folder.resolve(set + ".json");
    assertThat(command("evaluate", set, "--data", folder.toString(), "--json", json.toString()))
        .as(() -> err.toString())
        .isZero();
    return new ObjectMapper().readTree(json.toFile());
  }

  private int run(String set) {
    return command("evaluate", set, "--data", folder.toString());
  }

  private int command(String... arguments) {
    out = new StringWriter();
    err = new StringWriter();
    CommandLine commandLine = Millwright.commandLine();
    commandLine.setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
    return commandLine.execute(arguments);
  }

  private void write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private double near(double level) {
    return level * (1 + 0.01 * random.nextGaussian());
  }

  /** Each component fails every 20 days, 20 hours after its error. */
  private void machines(String name, int first, int last) throws IOException {
    StringBuilder machines = new StringBuilder("machineID,model,age\n");
    StringBuilder errors = new StringBuilder("datetime,machineID,errorID\n");
    StringBuilder failures = new StringBuilder("datetime,machineID,failure\n");
    for (int id = first; id <= last; id++) {
      machines.append(id).append(",model").append(1 + id % 4).append(",3\n");
      for (int i = 0; i < 40; i++) {
        LocalDateTime time = START.plusDays(5L * i).plusHours(random.nextInt(24));
        int number = 1 + i % 4;
        errors.append(TIME.format(time)).append(',').append(id).append(",error").append(number);
        errors.append('\n').append(TIME.format(time.plusDays(2))).append(',').append(id);
        errors.append(",error5\n");
        failures.append(TIME.format(time.plusHours(20))).append(',').append(id).append(",comp");
        failures.append(number).append('\n');
      }
    }
    write(name + "/PdM_machines.csv", machines.toString());
    write(name + "/PdM_errors.csv", errors.toString());
    write(name + "/PdM_failures.csv", failures.toString());
    write(name + "/PdM_maint.csv", failures.toString().replace(",failure", ",comp"));
  }

  /** It fails at more than 55 Nm. */
  private void milling(int from, int to) throws IOException {
    StringBuilder text =
        new StringBuilder(
            "UDI,Product ID,Type,Air temperature [K],Process temperature [K],Rotational speed [rpm],"
                + "Torque [Nm],Tool wear [min],Machine failure,TWF,HDF,PWF,OSF,RNF\n");
    for (int i = from; i < to; i++) {
      double torque = 20 + 40 * random.nextDouble();
      text.append(i).append(",L1,L,").append(near(300)).append(',').append(near(310)).append(',');
      text.append(near(1_500)).append(',').append(torque).append(',').append(random.nextInt(200));
      text.append(torque > 55 ? ",1" : ",0").append(",0,0,0,0,0\n");
    }
    write("ai4i2020.csv", text.toString());
  }

  /** Three cycles of each configuration; the efficiency at the first step is that of the valve. */
  private void rig() throws IOException {
    StringBuilder profile = new StringBuilder();
    StringBuilder efficiency = new StringBuilder();
    StringBuilder others = new StringBuilder();
    for (int i = 0; i < 36; i++) {
      boolean worn = i % 2 == 0;
      profile.append(new int[] {3, 20, 100}[i % 3]).append(worn ? "\t73\t" : "\t100\t");
      profile.append(i % 12 < 6 ? 0 : 1).append("\t90\t0\n");
      for (int s = 0; s < 60; s++) {
        efficiency.append(s == 0 ? "" : "\t").append((float) near(s != 9 ? 60 : worn ? 20 : 40));
        others.append(s == 0 ? "" : "\t").append((float) near(40));
      }
      efficiency.append('\n');
      others.append('\n');
    }
    write("profile.txt", profile.toString());
    for (String channel : new String[] {"TS1", "TS2", "TS3", "TS4", "VS1", "CE", "CP"}) {
      write(channel + ".txt", others.toString());
    }
    write("SE.txt", efficiency.toString());
  }

  /** The flow falls at row 500. */
  private void skab(String name, int rows) throws IOException {
    StringBuilder text =
        new StringBuilder(
            "datetime;Accelerometer1RMS;Accelerometer2RMS;Current;Pressure;Temperature;"
                + "Thermocouple;Voltage;Volume Flow RateRMS;anomaly;changepoint\n");
    for (int i = 0; i < rows; i++) {
      text.append(TIME.format(START.plusSeconds(i)));
      for (double level : new double[] {0.2, 0.3, 2, 0.1, 70, 25, 230, i < 500 ? 32 : 20}) {
        text.append(';').append(near(level));
      }
      text.append(i < 500 ? ";0.0;0.0\n" : ";1.0;0.0\n");
    }
    write(name, text.toString());
  }

  /** A spike at row 500, in a window from 495 to 509. */
  private void nab() throws IOException {
    StringBuilder text = new StringBuilder("timestamp,value\n");
    for (int i = 0; i < 600; i++) {
      text.append(TIME.format(START.plusMinutes(5L * i)))
          .append(',')
          .append(near(10) + (i == 500 ? 50 : 0))
          .append('\n');
    }
    write("real/pump.csv", text.toString());
    write(
        "labels/combined_windows.json",
        "{\"real/pump.csv\": [[\"%s\", \"%s\"]], \"real/gone.csv\": []}"
            .formatted(
                TIME.format(START.plusMinutes(5 * 495)), TIME.format(START.plusMinutes(5 * 509))));
  }

  /** Two seconds of strokes that ring, about evenly, the shaft turning 29.95 times a second. */
  private void record(String name, double strokesHz) throws IOException {
    Matrix samples = Mat5.newMatrix(24_000, 1);
    double stroke = 0;
    for (int i = 0; i < 24_000; i++) {
      double second = i / 12_000.0;
      if (second > stroke + 1 / strokesHz) {
        stroke += (1 + 0.004 * random.nextGaussian()) / strokesHz;
      }
      double since = second - stroke;
      double load = Math.max(0, Math.cos(2 * Math.PI * 29.95 * stroke));
      samples.setDouble(
          i,
          0.1 * random.nextGaussian()
              + load * Math.exp(-900 * since) * Math.sin(2 * Math.PI * 3_100 * since));
    }
    Mat5File file =
        (Mat5File)
            Mat5.newMatFile()
                .addArray("X106_DE_time", samples)
                .addArray("X106RPM", Mat5.newScalar(1_797));
    ByteBuffer buffer =
        ByteBuffer.allocate((int) file.getUncompressedSerializedSize() + 1_024)
            .order(ByteOrder.nativeOrder());
    Mat5.newWriter(Sinks.wrap(buffer)).writeMat(file);
    Files.write(folder.resolve(name), Arrays.copyOf(buffer.array(), buffer.position()));
  }

  /** A snapshot each 10 s; from the eleventh on ten times as loud. */
  private void bearing(String name, int snapshots) throws IOException {
    try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(folder.resolve(name)))) {
      for (int number = 1; number <= snapshots; number++) {
        zip.putNextEntry(new ZipEntry("acc_%05d.csv".formatted(number)));
        double level = number > 10 ? 5 : 0.5;
        StringBuilder text = new StringBuilder();
        for (int row = 0; row < 2_560; row++) {
          text.append("9,0,0,0,")
              .append((float) (level * random.nextGaussian()))
              .append(',')
              .append((float) (level * random.nextGaussian()))
              .append('\n');
        }
        zip.write(text.toString().getBytes(StandardCharsets.US_ASCII));
      }
    }
  }
}
