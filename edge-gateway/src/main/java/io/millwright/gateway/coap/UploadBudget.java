package io.millwright.gateway.coap;

import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The memory for block-wise uploads that are under way at a socket, in all and for one peer. An
 * upload whose device has gone silent gives its share back after {@link #PATIENCE}.
 */
final class UploadBudget {
  /** Longer than Californium keeps an upload without a new block. */
  static final Duration PATIENCE = Duration.ofSeconds(75);

  private final long most;
  private final long mostOfPeer;

  /** By key; the one without a block for the longest time first. */
  private final LinkedHashMap<Object, Upload> uploads = new LinkedHashMap<>();

  private final Map<Object, Long> bytesOfPeers = new HashMap<>();
  private long bytes;

  UploadBudget(long most, long mostOfPeer) {
    this.most = most;
    this.mostOfPeer = mostOfPeer;
  }

  /**
   * Begins an upload, or begins it again.
   *
   * @return false = there is no room; nothing has changed
   */
  synchronized boolean begin(Object key, Object peer, long size, long nowNanos) {
    forgetSilent(nowNanos);
    Upload before = uploads.get(key);
    long added = size - (before == null ? 0 : before.size);
    if (bytes + added > most || bytesOfPeers.getOrDefault(peer, 0L) + added > mostOfPeer) {
      return false;
    }
    end(key);
    uploads.put(key, new Upload(peer, size, nowNanos));
    bytes += size;
    bytesOfPeers.merge(peer, size, Long::sum);
    return true;
  }

  /**
   * Goes on with an upload.
   *
   * @return false = there is none
   */
  synchronized boolean goOn(Object key, long nowNanos) {
    forgetSilent(nowNanos);
    Upload upload = uploads.remove(key);
    if (upload == null) {
      return false;
    }
    uploads.put(key, new Upload(upload.peer, upload.size, nowNanos));
    return true;
  }

  synchronized void end(Object key) {
    Upload upload = uploads.remove(key);
    if (upload != null) {
      giveBack(upload);
    }
  }

  /** Bytes that are set aside. */
  synchronized long bytes() {
    return bytes;
  }

  private void forgetSilent(long nowNanos) {
    Iterator<Upload> oldest = uploads.values().iterator();
    while (oldest.hasNext()) {
      Upload upload = oldest.next();
      if (nowNanos - upload.lastNanos < PATIENCE.toNanos()) {
        return;
      }
      oldest.remove();
      giveBack(upload);
    }
  }

  private void giveBack(Upload upload) {
    bytes -= upload.size;
    bytesOfPeers.computeIfPresent(upload.peer, (peer, of) -> less(of, upload.size));
  }

  private static @Nullable Long less(long bytes, long size) {
    return bytes == size ? null : Long.valueOf(bytes - size);
  }

  private record Upload(Object peer, long size, long lastNanos) {}
}
