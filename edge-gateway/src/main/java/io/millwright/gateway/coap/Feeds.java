package io.millwright.gateway.coap;

import io.millwright.contracts.asset.AssetKey;
import io.millwright.gateway.coap.FeedResource.Kind;
import io.millwright.gateway.command.Commands;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.californium.core.coap.CoAP.Code;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.observe.ObserveRelation;
import org.eclipse.californium.core.server.resources.ResourceObserverAdapter;
import org.jspecify.annotations.Nullable;

/** The commands and configurations that somebody observes; those of others are made when asked. */
final class Feeds implements Commands.Listener {
  private final Commands commands;
  private final Doorkeeper doorkeeper;
  private final ConcurrentHashMap<Key, FeedResource> observed = new ConcurrentHashMap<>();

  Feeds(Commands commands, Doorkeeper doorkeeper) {
    this.commands = commands;
    this.doorkeeper = doorkeeper;
  }

  /** The resource of a request; null when it asks for something else. */
  @Nullable FeedResource of(Request request) {
    List<String> path = request.getOptions().getUriPath();
    if (request.getCode() != Code.GET || path.size() != 4 || !path.get(0).equals("v1")) {
      return null;
    }
    for (Kind kind : Kind.values()) {
      if (path.get(3).equals(kind.segment())) {
        Key key = key(path, kind);
        return key == null ? null : of(key, request.isObserve());
      }
    }
    return null;
  }

  private static @Nullable Key key(List<String> path, Kind kind) {
    try {
      return new Key(AssetKey.of(path.get(1), path.get(2)), kind);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private FeedResource of(Key key, boolean toObserve) {
    FeedResource known = observed.get(key);
    if (known != null) {
      return known;
    }
    FeedResource made = new FeedResource(key.asset, key.kind, commands, doorkeeper);
    if (!toObserve) {
      return made;
    }
    made.addObserver(
        new ResourceObserverAdapter() {
          @Override
          public void addedObserveRelation(ObserveRelation relation) {
            observed.putIfAbsent(key, made);
          }

          @Override
          public void removedObserveRelation(ObserveRelation relation) {
            if (made.getObserverCount() == 0) {
              observed.remove(key, made);
            }
          }
        });
    return made;
  }

  @Override
  public void newCommand(AssetKey asset) {
    changed(new Key(asset, Kind.COMMANDS));
  }

  @Override
  public void newConfiguration(AssetKey asset) {
    changed(new Key(asset, Kind.CONFIGURATION));
  }

  private void changed(Key key) {
    FeedResource resource = observed.get(key);
    if (resource != null) {
      resource.changed();
    }
  }

  private record Key(AssetKey asset, Kind kind) {}
}
