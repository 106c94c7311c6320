package io.millwright.gateway.registry;

import com.google.protobuf.InvalidProtocolBufferException;
import io.millwright.contracts.wire.AssetRegistration;
import io.millwright.contracts.wire.PointRegistration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An asset as the registry knows it; its points are read out of its bytes at first use. */
public final class RegisteredAsset {
  private final byte[] encoded;
  private volatile @Nullable Map<String, RegisteredPoint> points;

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
