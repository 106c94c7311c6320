package io.millwright.gateway.device;

import io.millwright.contracts.device.SecretBox;
import io.millwright.gateway.config.ConfigProblems;
import io.millwright.gateway.registry.Allowance;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * Whom the gateway lets in.
 *
 * @param key what the pre-shared keys of devices are sealed under; null = no device has one
 * @param allowance of registered devices whose registration does not say; 0 = no limit
 * @param autoProvision whether assets and points that nobody has registered may be written; null =
 *     while the gateway is open
 * @param copy file that keeps the registry across restarts; null = none
 */
public record AccessConfig(
    Mode mode,
    @Nullable String key,
    Allowance allowance,
    @Nullable Boolean autoProvision,
    @Nullable Path copy) {

  /** Who may come in. */
  public enum Mode {
    /** Everybody while every device port is on loopback, otherwise registered devices. */
    AUTO,
    OPEN,
    REGISTERED;

    /**
     * Reads a mode.
     *
     * @throws IllegalArgumentException if the text is none
     */
    public static Mode parse(String text) {
      return switch (text) {
        case "auto" -> AUTO;
        case "open" -> OPEN;
        case "registered" -> REGISTERED;
        default -> throw new IllegalArgumentException(text);
      };
    }
  }

  /** Generous for one device, and still little beside what a gateway takes. */
  public static final Allowance DEFAULT_ALLOWANCE = new Allowance(1_000, 50_000, 0);

  public AccessConfig {
    ConfigProblems problems = new ConfigProblems();
    if (key != null) {
      try {
        SecretBox.withKey(key);
      } catch (IllegalArgumentException e) {
        problems.add("devices.key: " + e.getMessage());
      }
    }
    problems.throwIfAny();
  }

  public static AccessConfig defaults() {
    return new AccessConfig(Mode.AUTO, null, DEFAULT_ALLOWANCE, null, null);
  }

  public AccessConfig withKey(@Nullable String other) {
    return new AccessConfig(mode, other, allowance, autoProvision, copy);
  }

  public AccessConfig withCopy(@Nullable Path other) {
    return new AccessConfig(mode, key, allowance, autoProvision, other);
  }

  public AccessConfig withMode(Mode other) {
    return new AccessConfig(other, key, allowance, autoProvision, copy);
  }

  /**
   * Whether everybody may come in.
   *
   * @param hosts that device ports are bound to
   */
  public boolean open(Collection<String> hosts) {
    return mode == Mode.OPEN || (mode == Mode.AUTO && onlyLocal(hosts));
  }

  /** Whether sources that may write everything may write what nobody has registered. */
  public boolean provision(boolean open) {
    return autoProvision == null ? open : autoProvision;
  }

  /** Whether only this machine reaches all of the hosts. */
  public static boolean onlyLocal(Collection<String> hosts) {
    return hosts.stream().allMatch(AccessConfig::local);
  }

  private static boolean local(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  /** Without the key. */
  @Override
  public String toString() {
    return "AccessConfig[mode="
        + mode
        + ", key="
        + (key == null ? "none" : "(hidden)")
        + ", allowance="
        + allowance
        + ", autoProvision="
        + autoProvision
        + ", copy="
        + copy
        + "]";
  }
}
