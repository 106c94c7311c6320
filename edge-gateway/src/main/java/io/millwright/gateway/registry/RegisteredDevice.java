package io.millwright.gateway.registry;

import com.google.protobuf.InvalidProtocolBufferException;
import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.wire.DeviceCredential;
import io.millwright.contracts.wire.DeviceGrant;
import io.millwright.contracts.wire.DeviceRegistration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A device as the registry knows it. Most of many thousand are not connected to this gateway, so it
 * is held as its bytes; what a message asks for is read out at the first message.
 */
public final class RegisteredDevice {
  /** In a grant: every asset of the tenant. */
  private static final String EVERY_ASSET = "*";

  private final String identity;
  private final byte[] encoded;
  private volatile @Nullable Terms terms;

  /** The latest of the assets of which it may write every point. */
  private volatile @Nullable AssetKey latestWritable;

  RegisteredDevice(String identity, byte[] encoded) {
    this.identity = identity;
    this.encoded = encoded;
  }

  /** {@code tenant/device}. */
  public String identity() {
    return identity;
  }

  byte[] encoded() {
    return encoded;
  }

  /** What it may show to be let in; read anew at each call. */
  public List<DeviceCredential> credentials() {
    return registration().getCredentialsList();
  }

  private DeviceRegistration registration() {
    try {
      return DeviceRegistration.parseFrom(encoded);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("a directory holds only what could be read", e);
    }
  }

  public boolean active() {
    return terms().active;
  }

  /** Whether nobody needs to register the assets and points that it writes. */
  public boolean autoProvision() {
    return terms().autoProvision;
  }

  /** How much it may send; what it does not say is the gateway's default. */
  public Allowance allowance() {
    return terms().allowance;
  }

  /**
   * Whether it may write a point.
   *
   * @param point null = events, for which all points must be granted
   */
  public boolean mayWrite(AssetKey asset, @Nullable String point) {
    Terms now = terms();
    if (!now.active || !ownTenant(asset)) {
      return false;
    }
    Set<String> points = now.points(asset.asset().value());
    return points != null && (points.isEmpty() || (point != null && points.contains(point)));
  }

  /** Whether it may write every point of an asset, and its events. */
  @SuppressWarnings("ReferenceEquality") // most devices write one asset, whose key they repeat
  public boolean mayWriteEvery(AssetKey asset) {
    if (asset == latestWritable) {
      return true;
    }
    boolean may = mayWrite(asset, null);
    if (may) {
      latestWritable = asset;
    }
    return may;
  }

  /** Whether it may write at least one point of an asset. */
  public boolean mayWriteSome(AssetKey asset) {
    Terms now = terms();
    return now.active && ownTenant(asset) && now.points(asset.asset().value()) != null;
  }

  public boolean ownTenant(AssetKey asset) {
    String tenant = asset.tenant().value();
    return identity.length() > tenant.length()
        && identity.charAt(tenant.length()) == '/'
        && identity.startsWith(tenant);
  }

  private Terms terms() {
    Terms known = terms;
    if (known == null) {
      known = Terms.of(registration());
      terms = known;
    }
    return known;
  }

  /**
   * What each message is judged by.
   *
   * @param points of each asset; none = all, and events
   */
  private record Terms(
      boolean active, boolean autoProvision, Allowance allowance, Map<String, Set<String>> points) {

    private static Terms of(DeviceRegistration registration) {
      Map<String, Set<String>> points = new HashMap<>();
      for (DeviceGrant grant : registration.getGrantsList()) {
        points.merge(grant.getAsset(), Set.copyOf(grant.getPointsList()), Terms::either);
      }
      return new Terms(
          registration.getState() == DeviceRegistration.State.ACTIVE,
          registration.getAutoProvision(),
          Allowance.ofUnsigned(
              registration.getLimits().getMessagesPerSecond(),
              registration.getLimits().getReadingsPerSecond(),
              registration.getLimits().getMaxMessageBytes()),
          Map.copyOf(points));
    }

    private static Set<String> either(Set<String> one, Set<String> other) {
      if (one.isEmpty() || other.isEmpty()) {
        return Set.of();
      }
      Set<String> both = new HashSet<>(one);
      both.addAll(other);
      return Set.copyOf(both);
    }

    /** An asset's own grant goes before that of every asset. */
    private @Nullable Set<String> points(String asset) {
      Set<String> own = points.get(asset);
      return own != null ? own : points.get(EVERY_ASSET);
    }
  }
}
