package io.millwright.gateway.registry;

import com.google.protobuf.InvalidProtocolBufferException;
import io.millwright.contracts.wire.AssetRegistration;
import io.millwright.contracts.wire.PointRegistration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** An asset as the registry knows it; its points are read out of its bytes at first use. */
public final class RegisteredAsset {
  private final byte[] encoded;
  private volatile @Nullable Map<String, RegisteredPoint> points;
  private volatile @Nullable List<String> latestKnown;
  private volatile @Nullable Object derived;

  RegisteredAsset(byte[] encoded) {
    this.encoded = encoded;
  }

  byte[] encoded() {
    return encoded;
  }

  /** Null = nobody has registered it. */
  public @Nullable RegisteredPoint point(String name) {
    return points().get(name);
  }

  /**
   * Whether somebody has registered all of these points.
   *
   * @param names of a batch: messages of a device share one list as long as their points are the
   *     same, and a list that was found good is not looked through again
   */
  @SuppressWarnings("ReferenceEquality")
  public boolean hasAll(List<String> names) {
    if (names == latestKnown) {
      return true;
    }
    if (!points().keySet().containsAll(names)) {
      return false;
    }
    latestKnown = names;
    return true;
  }

  /**
   * What follows from this state of the asset, worked out at first use and kept as long as the
   * state is. There is room for one kind.
   */
  public <T> T derived(Class<T> kind, Function<RegisteredAsset, T> worker) {
    Object known = derived;
    if (kind.isInstance(known)) {
      return kind.cast(known);
    }
    T fresh = worker.apply(this);
    derived = fresh;
    return fresh;
  }

  public Map<String, RegisteredPoint> points() {
    Map<String, RegisteredPoint> known = points;
    if (known == null) {
      known = read();
      points = known;
    }
    return known;
  }

  private Map<String, RegisteredPoint> read() {
    Map<String, RegisteredPoint> read = new HashMap<>();
    try {
      for (PointRegistration point : AssetRegistration.parseFrom(encoded).getPointsList()) {
        read.put(point.getName(), RegisteredPoint.of(point));
      }
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("a directory holds only what could be read", e);
    }
    return Map.copyOf(read);
  }
}
