package io.millwright.gateway.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millwright.contracts.asset.AssetKey;
import io.millwright.gateway.command.Commands;
import io.millwright.gateway.command.Commands.Batch;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What devices are to be told, as topics of their assets: {@code .../commands}, the oldest that
 * wait, and {@code .../config}, the latest configuration. A client hears what there is when it
 * subscribes, and then each change; its acknowledgement delivers commands.
 */
final class CommandTopics implements Commands.Listener {
  private static final String PREFIX = "millwright/v1/";
  private static final int LEVELS_OF_ASSET = 4;

  private final Commands commands;
  private final Subscriptions subscriptions;

  CommandTopics(Commands commands, Subscriptions subscriptions) {
    this.commands = commands;
    this.subscriptions = subscriptions;
  }

  @Override
  public void newCommand(AssetKey asset) {
    subscriptions.offer(new Waiting(asset, commands));
  }

  @Override
  public void newConfiguration(AssetKey asset) {
    subscriptions.offer(new Configuration(asset, commands));
  }

  /** Hands what there is for its new filters to a session. */
  void replay(Collection<Replay> filters, Mailbox mailbox) {
    for (AssetKey asset : assets(filters)) {
      replay(new Waiting(asset, commands), filters, mailbox);
      if (commands.hasConfiguration(asset)) {
        replay(new Configuration(asset, commands), filters, mailbox);
      }
    }
  }

  private void replay(Feed feed, Collection<Replay> filters, Mailbox mailbox) {
    String[] levels = TopicFilter.levels(feed.topic());
    if (filters.stream().anyMatch(replay -> replay.filter().matches(levels))) {
      subscriptions.offer(feed, mailbox);
    }
  }

  /**
   * Those that a filter may match. Most devices name their assets, which then are the only ones.
   */
  private Collection<AssetKey> assets(Collection<Replay> filters) {
    Set<AssetKey> named = new LinkedHashSet<>();
    for (Replay replay : filters) {
      String[] levels = replay.filter().literalLevels(LEVELS_OF_ASSET);
      if (levels.length < LEVELS_OF_ASSET) {
        return commands.assets();
      }
      try {
        named.add(AssetKey.of(levels[2], levels[3]));
      } catch (IllegalArgumentException e) {
        // No asset has such a tag.
      }
    }
    return named;
  }

  private static String topic(AssetKey asset, String what) {
    return PREFIX + asset.tenant().value() + "/" + asset.asset().value() + "/" + what;
  }

  private record Waiting(AssetKey asset, Commands commands) implements Feed {
    @Override
    public String topic() {
      return CommandTopics.topic(asset, "commands");
    }

    @Override
    public @Nullable Outgoing next() {
      Batch batch = commands.next(asset);
      return batch.ids().isEmpty()
          ? null
          : new Outgoing(
              topic(),
              batch.json().getBytes(UTF_8),
              1,
              false,
              () -> commands.delivered(asset, batch.ids()));
    }
  }

  private record Configuration(AssetKey asset, Commands commands) implements Feed {
    @Override
    public String topic() {
      return CommandTopics.topic(asset, "config");
    }

    @Override
    public Outgoing next() {
      return new Outgoing(topic(), commands.configuration(asset).getBytes(UTF_8), 1, false);
    }
  }
}
