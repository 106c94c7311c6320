package io.millwright.models.detection;

/** Which way a deviation is bad. */
public enum Side {
  HIGH,
  LOW,
  BOTH;

  /** How far a distance goes the bad way. */
  double of(double distance) {
    return switch (this) {
      case HIGH -> distance;
      case LOW -> -distance;
      case BOTH -> Math.abs(distance);
    };
  }
}
