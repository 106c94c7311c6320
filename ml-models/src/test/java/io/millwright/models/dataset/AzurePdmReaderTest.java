package io.millwright.models.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millwright.models.dataset.PdmEvent.Kind;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AzurePdmReaderTest {
  private static final String MACHINES = "\"machineID\",\"model\",\"age\"\n";
  private static final String ERRORS = "\"datetime\",\"machineID\",\"errorID\"\n";

  @TempDir Path folder;

  @BeforeEach
  void twoMachines() throws IOException {
    write("PdM_machines.csv", MACHINES + "7,\"model4\",3\n2,model1,18\r\n\n");
    write("PdM_errors.csv", ERRORS + "2015-01-03 07:00:00,7,\"error5\"\n");
    write(
        "PdM_failures.csv",
        "\"datetime\",\"machineID\",\"failure\"\n2015-01-02 06:00:00,7,comp4\n");
    write("PdM_maint.csv", "datetime,machineID,comp\n2014-06-01 06:00:00,7,\"comp2\"\n");
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }

  @Test
  void readsWhatHappenedToEachMachineInOrder() {
    assertThat(AzurePdmReader.machines(folder)).extracting(PdmMachine::id).containsExactly(2, 7);
    PdmMachine machine = AzurePdmReader.machines(folder).get(1);
    assertThat(machine.model()).isEqualTo(4);
    assertThat(machine.ageYears()).isEqualTo(3);
    assertThat(machine.events())
        .containsExactly(
            new PdmEvent(1_401_602_400_000_000L, Kind.REPLACEMENT, 2),
            new PdmEvent(1_420_178_400_000_000L, Kind.FAILURE, 4),
            new PdmEvent(1_420_268_400_000_000L, Kind.ERROR, 5));
  }

  @Test
  void readsCompressedFiles() throws IOException {
    byte[] plain = Files.readAllBytes(folder.resolve("PdM_maint.csv"));
    Files.delete(folder.resolve("PdM_maint.csv"));
    try (OutputStream out =
        new GZIPOutputStream(Files.newOutputStream(folder.resolve("PdM_maint.csv.gz")))) {
      out.write(plain);
    }

    assertThat(AzurePdmReader.machines(folder).get(1).events()).hasSize(3);
  }

  @Test
  void saysWhatIsWrongWhereAndWhatWouldBeRight() throws IOException {
    assertFault(
        "PdM_errors.csv",
        ERRORS + "2015-01-03 07:00:00,8,error1",
        "PdM_errors.csv line 2: has machineID '8'; one of PdM_machines.csv is right");
    assertFault(
        "PdM_errors.csv",
        ERRORS + "2015-01-03 07:00:00,7,error6",
        "line 2: has errorID 'error6'; error1 to error5 is right");
    assertFault(
        "PdM_errors.csv",
        ERRORS + "2015-13-03 07:00:00,7,error1",
        "line 2: has datetime '2015-13-03 07:00:00'; a time like");
    assertFault("PdM_errors.csv", ERRORS + "2015-01-03,7", "line 2: has 2 columns; 3 are right");
    assertFault(
        "PdM_errors.csv",
        "a,b,c\n",
        "line 1: has the columns 'a,b,c'; 'datetime,machineID,errorID' is right");
    assertFault("PdM_errors.csv", "", "line 1: is empty; 'datetime,machineID,errorID' is right");
    write("PdM_errors.csv", ERRORS);
    assertFault(
        "PdM_machines.csv",
        MACHINES + "1,model1,2\n1,model2,3",
        "PdM_machines.csv line 3: has machineID '1' again");
    assertFault(
        "PdM_machines.csv",
        MACHINES + "-1,model1,2",
        "line 2: has machineID '-1'; a whole number of 0 or more is right");
    assertFault("PdM_machines.csv", MACHINES, "ends without any row");
    Files.delete(folder.resolve("PdM_machines.csv"));
    assertThatThrownBy(() -> AzurePdmReader.machines(folder))
        .hasMessageContaining("PdM_machines.csv line 1: is missing in")
        .hasMessageContaining("as PdM_machines.csv.gz is");
  }

  private void assertFault(String name, String text, String message) throws IOException {
    Files.write(folder.resolve(name), text.getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> AzurePdmReader.machines(folder))
        .isInstanceOf(DataSetException.class)
        .hasMessageContaining(message);
  }
}
