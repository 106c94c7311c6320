package io.millwright.gateway.mqtt;

import java.util.HashMap;
import java.util.Map;

/**
 * Connections whose client has not been let in, as long as its CONNECT may take. They have a bound
 * of their own, so that they take no place from devices; and one address may have half of it, so
 * that it does not shut out all others. No less than half, because after a power cut thousands of
 * devices of one plant come at once, behind one address. Can be shared by threads.
 */
final class WaitingRoom {
  private final int most;
  private final int mostOfOneAddress;
  private final Map<String, Integer> byAddress = new HashMap<>();
  private int count;

  /**
   * An empty one.
   *
   * @param most connections that may wait
   */
  WaitingRoom(int most) {
    this.most = most;
    this.mostOfOneAddress = (most + 1) / 2;
  }

  /** False = there is no room; otherwise {@link #leave} follows once. */
  synchronized boolean enter(String address) {
    int before = byAddress.getOrDefault(address, 0);
    if (count >= most || before >= mostOfOneAddress) {
      return false;
    }
    byAddress.put(address, before + 1);
    count++;
    return true;
  }

  synchronized void leave(String address) {
    byAddress.computeIfPresent(address, (from, waiting) -> waiting == 1 ? null : waiting - 1);
    count--;
  }
}
