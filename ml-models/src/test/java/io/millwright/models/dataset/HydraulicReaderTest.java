package io.millwright.models.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HydraulicReaderTest {
  private static final String CYCLE = "35.5" + "\t36".repeat(59) + "\n";

  @TempDir Path folder;

  @BeforeEach
  void twoCycles() throws IOException {
    for (String channel : HydraulicCycle.CHANNELS) {
      write(channel + ".txt", CYCLE + CYCLE.replace("36", "37"));
    }
    write("profile.txt", "3\t100\t0\t130\t1\n100\t73\t2\t90\t0\n");
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }

  @Test
  void readsTheChannelsAndTheStateOfEachCycle() {
    List<HydraulicCycle> cycles = HydraulicReader.cycles(folder);

    assertThat(cycles).hasSize(2);
    assertThat(cycles.get(1).channel("SE")).hasSize(60).startsWith(35.5, 37).endsWith(37);
    assertThat(cycles.get(0).channel("TS1")[59]).isEqualTo(36);
    assertThat(cycles.get(1))
        .returns(100, HydraulicCycle::cooler)
        .returns(73, HydraulicCycle::valve)
        .returns(2, HydraulicCycle::pump)
        .returns(90, HydraulicCycle::accumulator)
        .returns(true, HydraulicCycle::settled);
  }

  @Test
  void saysWhatIsWrongWhereAndWhatWouldBeRight() throws IOException {
    write("VS1.txt", CYCLE);
    assertFault("VS1.txt line 2: is the end, after 1 cycles; 2, as in profile.txt, are right");
    write("VS1.txt", CYCLE + "1\t2\n");
    assertFault("VS1.txt line 2: has 2 columns; 60 are right");
    write("VS1.txt", CYCLE + CYCLE.replace("35.5", "much"));
    assertFault("VS1.txt line 2: has VS1 'much'; a finite number is right");
    write("profile.txt", "3\t100\t0\t130\t1\n4\t100\t0\t130\t1\n");
    assertFault("profile.txt line 2: has cooler '4'; one of [3, 20, 100] is right");
    write("profile.txt", "");
    assertFault("profile.txt line 1: ends without any row");
    Files.delete(folder.resolve("profile.txt"));
    assertFault("profile.txt line 1: is missing in");
  }

  private void assertFault(String message) {
    assertThatThrownBy(() -> HydraulicReader.cycles(folder))
        .isInstanceOf(DataSetException.class)
        .hasMessageContaining(message);
  }
}
