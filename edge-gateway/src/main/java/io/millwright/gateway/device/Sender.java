package io.millwright.gateway.device;

/**
 * Who sends, as far as its protocol could make sure.
 *
 * @param source {@code protocol:identity}, as in {@code mqtt:press-7}; readings carry it
 * @param rate how much it may still send
 */
public record Sender(String source, Permissions permissions, RateGate rate) {
  /** A sender without a limit of its own. */
  public Sender(String source, Permissions permissions) {
    this(source, permissions, RateGate.OPEN);
  }

  /** A sender that may write everything. */
  public static Sender trusted(String source) {
    return new Sender(source, Permissions.ALL);
  }

  /** What stands behind the protocol in the source: {@code tenant/device} if it is registered. */
  public String identity() {
    return source.substring(source.indexOf(':') + 1);
  }
}
