package io.millwright.contracts.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millwright.contracts.asset.AssetKey;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.Test;

class TopicsTest {

  @Test
  void everyTopicIsNamedDomainSubjectVersionAndOnce() {
    assertThat(Topics.all())
        .extracting(Topic::name)
        .allMatch(name -> name.matches("[a-z]+\\.[a-z-]+\\.v\\d+"));
    assertThat(new HashSet<>(Topics.all())).hasSameSizeAs(Topics.all());
  }

  @Test
  void aKeyIsReadableText() {
    byte[] key =
        Topics.MEASUREMENTS.keySerde().serializer().serialize("t", AssetKey.of("demo", "pump-1"));
    assertThat(new String(key, StandardCharsets.UTF_8)).isEqualTo("demo/pump-1");
    assertThat(Topics.MEASUREMENTS.keySerde().deserializer().deserialize("t", key))
        .isEqualTo(AssetKey.of("demo", "pump-1"));
  }

  @Test
  void aRecordOfAnotherTypeIsRefusedWithTheTopicsName() {
    byte[] noise = {(byte) 0xff, (byte) 0xff, (byte) 0xff};
    assertThatThrownBy(
            () ->
                Topics.ADVISORIES
                    .valueSerde()
                    .deserializer()
                    .deserialize(Topics.ADVISORIES.name(), noise))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("maintenance.advisories.v1");
  }

  @Test
  void aDeletionMarkOfACompactedTopicPassesThrough() {
    assertThat(Topics.PLANS.valueSerde().deserializer().deserialize(Topics.PLANS.name(), null))
        .isNull();
    assertThat(Topics.PLANS.valueSerde().serializer().serialize(Topics.PLANS.name(), null))
        .isNull();
  }
}
