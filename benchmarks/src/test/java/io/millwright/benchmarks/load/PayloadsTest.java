package io.millwright.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PayloadsTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 20})
  void writesBodiesWithTimeNumberAndChangingValues(int values) throws Exception {
    Payloads payloads = new Payloads(values);
    byte[] body = new byte[payloads.longest()];
    ObjectMapper jackson = new ObjectMapper();
    Set<Double> firstValues = new HashSet<>();
    long[] sequences = {1, 9, 10, 123_456_789, Long.MAX_VALUE};

    for (long sequence : sequences) {
      int length = payloads.write(body, 1_763_683_200_123L, sequence);
      JsonNode message = jackson.readTree(body, 0, length);
      assertThat(message.get("ts").longValue()).isEqualTo(1_763_683_200_123L);
      assertThat(message.get("seq").longValue()).isEqualTo(sequence);
      assertThat(message.get("values")).hasSize(values);
      firstValues.add(message.get("values").get("point-01").doubleValue());
    }

    assertThat(firstValues).hasSize(sequences.length);
  }
}
