package io.millwright.gateway.coap;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Which devices have lost a credential, in the order in which they did: what a handshake has proven
 * before that counts no more, even if the handshake ends only afterwards.
 */
final class Revocations {
  private final int most;

  /** The number of the latest of each device; the oldest first. */
  private final LinkedHashMap<String, Long> ofDevices = new LinkedHashMap<>();

  private long forgotten;
  private volatile long latest;

  /**
   * None yet.
   *
   * @param most devices that are remembered; what was proven before a forgotten revocation counts
   *     as revoked, whoever proved it
   */
  Revocations(int most) {
    this.most = most;
  }

  /** The number of the latest; to be asked for before the credential is looked up. */
  long latest() {
    return latest;
  }

  synchronized void add(String device) {
    long number = latest + 1;
    ofDevices.remove(device);
    ofDevices.put(device, number);
    if (ofDevices.size() > most) {
      Iterator<Map.Entry<String, Long>> oldest = ofDevices.entrySet().iterator();
      forgotten = oldest.next().getValue();
      oldest.remove();
    }
    latest = number;
  }

  /** Whether a device has lost a credential after the revocation of this number. */
  boolean since(long number, String device) {
    return number != latest && isRevoked(number, device);
  }

  private synchronized boolean isRevoked(long number, String device) {
    return number < forgotten || number < ofDevices.getOrDefault(device, 0L);
  }
}
