package io.millwright.gateway.mqtt;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millwright.contracts.asset.AssetKey;
import io.millwright.gateway.command.Commands;
import io.millwright.gateway.command.Commands.Batch;
import java.util.Collection;
import java.util.List;
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

  /** Hands what there is for a filter to a session that has subscribed to it. */
  void replay(TopicFilter filter, Mailbox mailbox) {
    for (AssetKey asset : assets(filter)) {
      replay(new Waiting(asset, commands), filter, mailbox);
      if (commands.hasConfiguration(asset)) {
        replay(new Configuration(asset, commands), filter, mailbox);
      }
    }
  }

  private void replay(Feed feed, TopicFilter filter, Mailbox mailbox) {
    if (filter.matches(feed.topic())) {
      subscriptions.offer(feed, mailbox);
    }
  }

  /** Those that a filter may match. Most devices name their asset, which then is the only one. */
  private Collection<AssetKey> assets(TopicFilter filter) {
    String[] levels = filter.literalLevels(LEVELS_OF_ASSET);
    if (levels.length < LEVELS_OF_ASSET) {
      return commands.assets();
    }
    try {
      return List.of(AssetKey.of(levels[2], levels[3]));
    } catch (IllegalArgumentException e) {
      // No asset has such a tag.
      return List.of();
    }
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
