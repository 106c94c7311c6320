package io.millwright.models.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Ai4iReaderTest {
  private static final String HEADER =
      "UDI,Product ID,Type,Air temperature [K],Process temperature [K],Rotational speed [rpm],"
          + "Torque [Nm],Tool wear [min],Machine failure,TWF,HDF,PWF,OSF,RNF\n";

  @TempDir Path folder;

  private void write(String rows) throws IOException {
    Files.writeString(folder.resolve("ai4i2020.csv"), HEADER + rows);
  }

  @Test
  void readsAllButTheColumnsThatAreTheAnswer() throws IOException {
    write(
        "2,L47181,L,298.2,308.7,1408,46.3,3,0,0,0,0,0,0\n51,M1,H,300,310,2861,4.6,143,1,x,y,z,,\n");

    assertThat(Ai4iReader.rows(folder))
        .containsExactly(
            new Ai4iRow(2, 0, 298.2, 308.7, 1_408, 46.3, 3, false),
            new Ai4iRow(51, 2, 300, 310, 2_861, 4.6, 143, true));
  }

  @Test
  void saysWhatIsWrongWhereAndWhatWouldBeRight() throws IOException {
    assertFault("", "line 2: ends without any row");
    assertFault(
        "2,L1,X,298.2,308.7,1408,46.3,3,0,0,0,0,0,0", "line 2: has Type 'X'; L, M or H is right");
    assertFault(
        "2,L1,L,warm,308.7,1408,46.3,3,0,0,0,0,0,0",
        "line 2: has Air temperature [K] 'warm'; a finite");
    assertFault(
        "2,L1,L,298.2,308.7,1408,46.3,3,2,0,0,0,0,0",
        "line 2: has Machine failure '2'; a whole number 0 to 1 is right");
    String good = "2,L1,L,298.2,308.7,1408,46.3,3,0,0,0,0,0,0\n";
    assertFault(good + good, "line 3: has UDI '2' again");
    assertFault(good + "2,L1", "line 3: has 2 columns; 14 are right");
    Files.delete(folder.resolve("ai4i2020.csv"));
    assertThatThrownBy(() -> Ai4iReader.rows(folder))
        .hasMessageContaining("ai4i2020.csv line 1: is missing in");
  }

  private void assertFault(String rows, String message) throws IOException {
    write(rows);
    assertThatThrownBy(() -> Ai4iReader.rows(folder))
        .isInstanceOf(DataSetException.class)
        .hasMessageContaining(message);
  }
}
