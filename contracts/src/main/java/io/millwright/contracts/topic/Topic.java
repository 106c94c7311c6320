package io.millwright.contracts.topic;

import java.util.Map;
import org.apache.kafka.common.serialization.Serde;

/**
 * A topic with what belongs in it.
 *
 * @param name {@code domain.subject.version}
 * @param perAsset whether it is keyed {@code tenant/asset} and so has the same number of partitions
 *     as all of that kind
 * @param settings topic settings of Kafka that differ from the broker's own
 */
public record Topic<K, V>(
    String name,
    Serde<K> keySerde,
    Serde<V> valueSerde,
    boolean perAsset,
    Map<String, String> settings) {}
