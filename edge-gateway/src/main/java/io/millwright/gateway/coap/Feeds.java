package io.millwright.gateway.coap;

import io.millwright.contracts.asset.AssetKey;
import io.millwright.gateway.coap.FeedResource.Kind;
import io.millwright.gateway.command.Commands;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.californium.core.coap.CoAP.Code;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.observe.ObserveRelation;
import org.eclipse.californium.core.server.resources.ResourceObserverAdapter;
import org.jspecify.annotations.Nullable;

/** The commands and configurations of assets as resources, and who observes them. */
final class Feeds implements Commands.Listener {
  private final Commands commands;
  private final Doorkeeper doorkeeper;
  private final ConcurrentHashMap<Key, Set<FeedResource>> observed = new ConcurrentHashMap<>();

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

  /** One for each request, so that it goes when its observer goes. */
  private FeedResource of(Key key, boolean toObserve) {
    FeedResource resource = new FeedResource(key.asset, key.kind, commands, doorkeeper);
    if (toObserve) {
      resource.addObserver(
          new ResourceObserverAdapter() {
            @Override
            public void addedObserveRelation(ObserveRelation relation) {
              observed.compute(key, (same, resources) -> with(resources, resource));
            }

            @Override
            public void removedObserveRelation(ObserveRelation relation) {
              observed.computeIfPresent(key, (same, resources) -> without(resources, resource));
            }
          });
    }
    return resource;
  }

  private static Set<FeedResource> with(@Nullable Set<FeedResource> some, FeedResource one) {
    Set<FeedResource> all = some == null ? ConcurrentHashMap.newKeySet() : some;
    all.add(one);
    return all;
  }

  private static @Nullable Set<FeedResource> without(Set<FeedResource> some, FeedResource one) {
    some.remove(one);
    return some.isEmpty() ? null : some;
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
    observed.getOrDefault(key, Set.of()).forEach(FeedResource::changed);
  }

  private record Key(AssetKey asset, Kind kind) {}
}
