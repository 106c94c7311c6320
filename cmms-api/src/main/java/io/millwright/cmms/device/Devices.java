package io.millwright.cmms.device;

import io.millwright.cmms.platform.ProblemException;
import jakarta.inject.Singleton;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The register of devices. Every change is told to gateways. All methods work in the open
 * transaction.
 */
@Singleton
public final class Devices {
  /** So that a device's registration fits a record. */
  private static final int MOST_GRANTS = 500;

  private static final int MOST_GRANTED_POINTS = 5000;

  private final DeviceRepository repository;
  private final DeviceAnnouncements announcements;

  Devices(DeviceRepository repository, DeviceAnnouncements announcements) {
    this.repository = repository;
    this.announcements = announcements;
  }

  /** What other features need to know of a device. */
  public static final class Known {
    private final boolean provisions;
    private final List<DeviceGrant> grants;

    private Known(boolean provisions, List<DeviceGrant> grants) {
      this.provisions = provisions;
      this.grants = grants;
    }

    /** Whether it is let in and registers by itself what it sends. */
    public boolean provisions() {
      return provisions;
    }

    /** Whether it may write a point; without a name: events. */
    public boolean mayWrite(String asset, String point) {
      return applying(grants, asset)
          .map(DeviceGrant::points)
          .filter(points -> points.isEmpty() || points.contains(point))
          .isPresent();
    }
  }

  /** The device, and no other transaction changes it until this one ends. */
  public Optional<Known> lock(String tag) {
    return repository
        .lock(tag)
        .flatMap(version -> repository.find(tag))
        .map(DeviceView.Detail::item)
        .map(
            item ->
                new Known(
                    item.autoProvision() && item.state() == DeviceState.ACTIVE, item.grants()));
  }

  /**
   * Registers a device.
   *
   * @throws ProblemException 409, if there is one with that tag
   */
  void register(String tag, DescribeDevice said, String by) {
    checkGrants(said.grantsOrNone());
    if (!repository.insert(tag, said, by)) {
      throw ProblemException.conflict("device '" + tag + "' is registered already");
    }
    repository.putGrants(tag, said.grantsOrNone());
    announcements.announce(tag);
  }

  /** Registers a device without grants or credentials, unless there is one with that tag. */
  public void registerIfMissing(String tag, String name, String by) {
    if (repository.insert(tag, new DescribeDevice(tag, name, false, null, null), by)) {
      announcements.announce(tag);
    }
  }

  void describe(String tag, DescribeDevice said, String by) {
    checkGrants(said.grantsOrNone());
    repository.update(tag, said);
    repository.putGrants(tag, said.grantsOrNone());
    changed(tag, by);
  }

  /**
   * Lets a device write an asset.
   *
   * @param points the points it may write beside those it may already; empty = every one, and
   *     events
   * @throws ProblemException 404, or 409 if it has as many grants as it may
   */
  public void grant(String tag, String asset, Set<String> points, String by) {
    if (repository.lock(tag).isEmpty()) {
      throw unknown(tag);
    }
    @Nullable List<String> before =
        applying(repository.grants(tag), asset).map(DeviceGrant::points).orElse(null);
    if (before != null && (before.isEmpty() || (!points.isEmpty() && before.containsAll(points)))) {
      return;
    }
    Set<String> together = new TreeSet<>(points);
    if (before != null && !points.isEmpty()) {
      together.addAll(before);
    }
    repository.putGrant(tag, new DeviceGrant(asset, List.copyOf(together)));
    checkGrants(repository.grants(tag));
    changed(tag, by);
  }

  /** As gateways read grants: an asset's own goes before that of every asset. */
  private static Optional<DeviceGrant> applying(List<DeviceGrant> grants, String asset) {
    return grants.stream()
        .filter(grant -> grant.asset().equals(asset))
        .findFirst()
        .or(
            () ->
                grants.stream()
                    .filter(grant -> grant.asset().equals(DeviceGrant.EVERY_ASSET))
                    .findFirst());
  }

  /** Counts a change, and tells of the device as it is now. */
  void changed(String tag, String by) {
    repository.changed(tag, by);
    announcements.announce(tag);
  }

  void delete(String tag) {
    repository.delete(tag);
    announcements.announceRemoval(tag);
  }

  static ProblemException unknown(String tag) {
    return ProblemException.notFound("device '" + tag + "'");
  }

  private static void checkGrants(List<DeviceGrant> grants) {
    Set<String> assets = new HashSet<>();
    int points = 0;
    for (DeviceGrant grant : grants) {
      if (!assets.add(grant.asset())) {
        throw ProblemException.badRequest(
            "asset '" + grant.asset() + "' has two grants: write its points into one");
      }
      points += grant.points().size();
    }
    if (grants.size() > MOST_GRANTS || points > MOST_GRANTED_POINTS) {
      throw ProblemException.conflict(
          "a device may have "
              + MOST_GRANTS
              + " grants with "
              + MOST_GRANTED_POINTS
              + " points together, but this would be "
              + grants.size()
              + " with "
              + points
              + ": grant whole assets, or *");
    }
  }
}
