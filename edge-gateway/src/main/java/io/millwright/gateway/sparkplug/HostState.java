package io.millwright.gateway.sparkplug;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.millwright.gateway.topic.DeviceChannel;
import io.millwright.gateway.topic.Presence;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What edge nodes are told about this host: a retained JSON message in {@code
 * spBv1.0/STATE/{host_id}}. Those that have it as their primary host wait for it.
 */
final class HostState implements Presence {
  static final String TOPICS = Addresses.NAMESPACE + "STATE/";

  private static final int QOS = 1;

  /** Whoever says again and again that we are away must not make as much noise as they like. */
  private static final Duration BETWEEN_ANSWERS = Duration.ofSeconds(1);

  /**
   * How far a time that is answered may be ahead of ours: edge nodes ignore what is older than a
   * state that they know, so that a time in the far future would silence this host for good.
   */
  private static final long MOST_AHEAD_MILLIS = 60_000;

  private static final JsonFactory JSON = new JsonFactory();

  private final String topic;
  private final HostTimer timer;

  /**
   * The time that each channel's will has, in milliseconds. Edge nodes ignore a state that is older
   * than one they know, so that a will would be void if anything later were said before it.
   */
  private final Map<DeviceChannel, Long> willTimes = new ConcurrentHashMap<>();

  private final Map<DeviceChannel, Answering> answering = new ConcurrentHashMap<>();

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
    answering.remove(channel);
    channel.publish(topic, payload(false, now()), QOS, true);
  }

  boolean isOwn(String heardTopic) {
    return heardTopic.equals(topic);
  }

  /**
   * Somebody else, or the will of an earlier connection, may have said on our topic that we are
   * away.
   */
  void heard(byte[] payload, DeviceChannel back) {
    State heard = State.read(payload);
    if (willTimes.containsKey(back) && !heard.online()) {
      answering.computeIfAbsent(back, Answering::new).heardAway(heard.millis());
    }
  }

  /** What is said of us to one channel; the last word is always answered. */
  private final class Answering {
    private final DeviceChannel back;
    private long nextNanos = timer.nanos();
    private long heardMillis;
    private boolean due;

    private Answering(DeviceChannel back) {
      this.back = back;
    }

    private synchronized void heardAway(long millis) {
      heardMillis = Math.max(heardMillis, Math.min(millis, now() + MOST_AHEAD_MILLIS));
      if (due) {
        return;
      }
      long wait = nextNanos - timer.nanos();
      if (wait <= 0) {
        answer();
      } else {
        due = true;
        timer.after(Duration.ofNanos(wait), this::answer);
      }
    }

    private synchronized void answer() {
      due = false;
      nextNanos = timer.nanos() + BETWEEN_ANSWERS.toNanos();
      Long ours = willTimes.get(back);
      if (ours != null) {
        back.publish(topic, payload(true, Math.max(ours, heardMillis)), QOS, true);
      }
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
