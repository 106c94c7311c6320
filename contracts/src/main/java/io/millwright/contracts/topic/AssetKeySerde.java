package io.millwright.contracts.topic;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millwright.contracts.asset.AssetKey;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;

/** {@code tenant/asset} in UTF-8, readable in every Kafka tool. */
record AssetKeySerde() implements Serde<AssetKey> {

  @Override
  public Serializer<AssetKey> serializer() {
    return (topic, key) -> key == null ? null : key.toString().getBytes(UTF_8);
  }

  @Override
  public Deserializer<AssetKey> deserializer() {
    return (topic, bytes) -> {
      if (bytes == null) {
        return null;
      }
      try {
        return AssetKey.parse(new String(bytes, UTF_8));
      } catch (IllegalArgumentException e) {
        throw new SerializationException("key in topic " + topic + ": " + e.getMessage(), e);
      }
    };
  }
}
