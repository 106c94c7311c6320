package io.millwright.gateway.device;

/** Hears of devices that nobody has registered; must not block. */
@FunctionalInterface
public interface UnknownDevices {
  /** A device tried to come in as {@code source}, written {@code protocol:tenant/device}. */
  void tried(String source);
}
