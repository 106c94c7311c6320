package io.millwright.gateway.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millwright.contracts.asset.AssetKey;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What devices are still to be told, by asset. Can be shared by threads and protocols: each
 * delivers what is {@link #next} and says what was {@link #delivered}.
 */
public final class Commands {
  /** Most commands of one asset that wait; a further one takes the place of the oldest. */
  public static final int MAX_WAITING = 64;

  /** Most bytes of one {@link Batch}: a datagram of CoAP. */
  static final int MAX_BATCH_BYTES = 1_000;

  /** The configuration of an asset that nobody has given one. */
  static final String NO_CONFIGURATION = "null";

  /** Hears of what is new, on the thread that brought it. Must not block. */
  public interface Listener {
    void newCommand(AssetKey asset);

    void newConfiguration(AssetKey asset);
  }

  /**
   * The oldest commands that wait.
   *
   * @param json an array of them, empty when there are none
   */
  public record Batch(String json, List<String> ids) {
    public Batch {
      ids = List.copyOf(ids);
    }
  }

  private final LongSupplier clockMicros;
  private final CommandMetrics metrics;
  private final List<Listener> listeners = new CopyOnWriteArrayList<>();
  private final Map<AssetKey, Queue<Command>> waiting = new HashMap<>();
  private final Map<AssetKey, String> configurations = new HashMap<>();

  public Commands(LongSupplier clockMicros, CommandMetrics metrics) {
    this.clockMicros = clockMicros;
    this.metrics = metrics;
  }

  public void add(Listener listener) {
    listeners.add(listener);
  }

  public void remove(Listener listener) {
    listeners.remove(listener);
  }

  /** Takes a command; one with the id of another that waits takes its place. */
  public void command(AssetKey asset, Command command) {
    metrics.received();
    if (command.expiresMicros() <= clockMicros.getAsLong()) {
      metrics.expired(1);
      return;
    }
    synchronized (this) {
      Queue<Command> queue = waiting.computeIfAbsent(asset, key -> new ArrayDeque<>());
      queue.removeIf(other -> other.id().equals(command.id()));
      if (queue.size() == MAX_WAITING) {
        // A live one goes only when there is nothing else.
        dropExpired(queue);
      }
      if (queue.size() == MAX_WAITING) {
        queue.remove();
        metrics.dropped();
      }
      queue.add(command);
    }
    listeners.forEach(listener -> listener.newCommand(asset));
  }

  /**
   * Takes the configuration of an asset in place of the one before.
   *
   * @param json null = it has none any more
   */
  public void configuration(AssetKey asset, @Nullable String json) {
    synchronized (this) {
      if (json == null) {
        configurations.remove(asset);
      } else {
        configurations.put(asset, json);
      }
    }
    listeners.forEach(listener -> listener.newConfiguration(asset));
  }

  /** The configuration of an asset as JSON; {@code null} in JSON when it has none. */
  public synchronized String configuration(AssetKey asset) {
    return configurations.getOrDefault(asset, NO_CONFIGURATION);
  }

  public synchronized boolean hasConfiguration(AssetKey asset) {
    return configurations.containsKey(asset);
  }

  /** All that have a configuration or a command that waits. */
  public synchronized Set<AssetKey> assets() {
    Set<AssetKey> assets = new HashSet<>(configurations.keySet());
    assets.addAll(waiting.keySet());
    return assets;
  }

  /** The oldest commands of an asset that have not been delivered, as many as fit a datagram. */
  public synchronized Batch next(AssetKey asset) {
    StringBuilder json = new StringBuilder("[");
    List<String> ids = new ArrayList<>();
    int bytes = 2;
    for (Command command : unexpired(asset)) {
      String one = json(command);
      bytes += one.getBytes(UTF_8).length + 1;
      if (!ids.isEmpty() && bytes > MAX_BATCH_BYTES) {
        break;
      }
      json.append(ids.isEmpty() ? "" : ",").append(one);
      ids.add(command.id());
    }
    return new Batch(json.append(']').toString(), ids);
  }

  /** Forgets commands that a device has acknowledged, and tells of those behind them. */
  public void delivered(AssetKey asset, Collection<String> ids) {
    boolean more;
    synchronized (this) {
      Queue<Command> queue = waiting.get(asset);
      if (queue == null) {
        return;
      }
      int before = queue.size();
      queue.removeIf(command -> ids.contains(command.id()));
      metrics.delivered(before - queue.size());
      more = !queue.isEmpty();
      if (!more) {
        waiting.remove(asset);
      }
    }
    if (more) {
      listeners.forEach(listener -> listener.newCommand(asset));
    }
  }

  private Collection<Command> unexpired(AssetKey asset) {
    Queue<Command> queue = waiting.get(asset);
    if (queue == null) {
      return List.of();
    }
    dropExpired(queue);
    if (queue.isEmpty()) {
      waiting.remove(asset);
    }
    return queue;
  }

  private void dropExpired(Queue<Command> queue) {
    long now = clockMicros.getAsLong();
    Iterator<Command> commands = queue.iterator();
    while (commands.hasNext()) {
      if (commands.next().expiresMicros() <= now) {
        commands.remove();
        metrics.expired(1);
      }
    }
  }

  /** Id and name need no escapes: {@link Command} lets only plain characters pass. */
  private static String json(Command command) {
    long expires = command.expiresMicros();
    return "{\"id\":\""
        + command.id()
        + "\",\"name\":\""
        + command.name()
        + "\",\"expires\":\""
        + Instant.ofEpochSecond(
            Math.floorDiv(expires, 1_000_000L), Math.floorMod(expires, 1_000_000L) * 1_000L)
        + "\",\"payload\":"
        + command.payload()
        + "}";
  }
}
