package io.millwright.gateway.sparkplug;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.millwright.gateway.topic.DeviceChannel;
import io.millwright.gateway.topic.Presence;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What edge nodes are told about this host: a retained JSON message in {@code
 * spBv1.0/STATE/{host_id}}. Those that have it as their primary host wait for it.
 */
final class HostState implements Presence {
  static final String TOPICS = Addresses.NAMESPACE + "STATE/";

  private static final int QOS = 1;
  private static final JsonFactory JSON = new JsonFactory();

  private final String topic;
  private final HostTimer timer;

  /**
   * The time that each channel's will has, in milliseconds. Edge nodes ignore a state that is older
   * than one they know, so that a will would be void if anything later were said before it.
   */
  private final Map<DeviceChannel, Long> willTimes = new ConcurrentHashMap<>();

  HostState(String hostId, HostTimer timer) {
    this.topic = TOPICS + hostId;
    this.timer = timer;
  }

  String topic() {
    return topic;
  }

  @Override
  public Will will(DeviceChannel channel) {
    long millis = now();
    willTimes.put(channel, millis);
    return new Will(topic, payload(false, millis));
  }

  @Override
  public void started(DeviceChannel channel) {
    long millis = willTimes.computeIfAbsent(channel, absent -> now());
    channel.publish(topic, payload(true, millis), QOS, true);
  }

  @Override
  public void stopped(DeviceChannel channel) {
    willTimes.remove(channel);
    channel.publish(topic, payload(false, now()), QOS, true);
  }

  /** Somebody else, or the will of an earlier connection, may have said that we are away. */
  void heard(String heardTopic, byte[] payload, DeviceChannel back) {
    Long ours = willTimes.get(back);
    if (ours == null || !heardTopic.equals(topic)) {
      return;
    }
    State heard = State.read(payload);
    if (!heard.online()) {
      back.publish(topic, payload(true, Math.max(ours, heard.millis())), QOS, true);
    }
  }

  private long now() {
    return timer.micros() / 1_000;
  }

  private static byte[] payload(boolean online, long millis) {
    return ("{\"online\":" + online + ",\"timestamp\":" + millis + "}").getBytes(UTF_8);
  }

  private record State(boolean online, long millis) {
    private static final State UNREADABLE = new State(false, 0);

    private static State read(byte[] payload) {
      boolean online = false;
      long millis = 0;
      try (JsonParser parser = JSON.createParser(payload)) {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
          return UNREADABLE;
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
          String field = parser.currentName();
          JsonToken value = parser.nextToken();
          if (field.equals("online")) {
            online = value == JsonToken.VALUE_TRUE;
          } else if (field.equals("timestamp") && value == JsonToken.VALUE_NUMBER_INT) {
            millis = parser.getLongValue();
          }
          parser.skipChildren();
        }
        return new State(online, millis);
      } catch (IOException e) {
        return UNREADABLE;
      }
    }
  }
}
