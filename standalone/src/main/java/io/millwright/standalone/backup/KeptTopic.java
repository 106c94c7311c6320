package io.millwright.standalone.backup;

import io.millwright.contracts.topic.Topic;
import io.millwright.contracts.topic.Topics;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;

/**
 * A topic that a backup takes: one of Millwright's, or one in which Kafka Streams keeps the state
 * of the monitoring.
 *
 * @param id Kafka's own, of this topic of that name
 * @param settings those that differ from the broker's own
 */
record KeptTopic(String name, String id, int partitions, Map<String, String> settings) {
  private static final String STATE = "-changelog";
  private static final long PATIENCE_SECONDS = 30;

  /** Those that are there, by name. */
  static Map<String, KeptTopic> all(Admin admin)
      throws ExecutionException, InterruptedException, TimeoutException {
    List<String> names = new ArrayList<>(Topics.all().stream().map(Topic::name).toList());
    var existing = admin.listTopics().names().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    names.retainAll(existing);
    existing.stream().filter(name -> name.endsWith(STATE)).sorted().forEach(names::add);
    Map<String, TopicDescription> described =
        admin.describeTopics(names).allTopicNames().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    List<ConfigResource> resources =
        names.stream().map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name)).toList();
    Map<String, KeptTopic> topics = new LinkedHashMap<>();
    admin
        .describeConfigs(resources)
        .all()
        .get(PATIENCE_SECONDS, TimeUnit.SECONDS)
        .forEach(
            (resource, config) -> {
              TopicDescription topic = described.get(resource.name());
              Map<String, String> settings = new TreeMap<>();
              for (ConfigEntry entry : config.entries()) {
                if (entry.source() == ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG) {
                  settings.put(entry.name(), entry.value());
                }
              }
              if (topic != null) {
                topics.put(
                    resource.name(),
                    new KeptTopic(
                        resource.name(),
                        topic.topicId().toString(),
                        topic.partitions().size(),
                        settings));
              }
            });
    return topics;
  }

  /** Whether Kafka keeps only the newest record of a key. */
  boolean compacted() {
    return settings.getOrDefault("cleanup.policy", "").contains("compact");
  }

  boolean forEver() {
    return compacted() || "-1".equals(settings.get("retention.ms"));
  }

  List<TopicPartition> allPartitions() {
    return IntStream.range(0, partitions)
        .mapToObj(partition -> new TopicPartition(name, partition))
        .toList();
  }
}
