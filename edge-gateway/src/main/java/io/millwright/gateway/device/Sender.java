package io.millwright.gateway.device;

/**
 * Who sends, as far as its protocol could make sure.
 *
 * @param source {@code protocol:identity}, as in {@code mqtt:press-7}; readings carry it
 */
public record Sender(String source, Permissions permissions) {
  /** A sender that may write everything. */
  public static Sender trusted(String source) {
    return new Sender(source, Permissions.ALL);
  }
}
