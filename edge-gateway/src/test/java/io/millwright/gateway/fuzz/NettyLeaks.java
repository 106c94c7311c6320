package io.millwright.gateway.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.util.ResourceLeakDetector;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Watches every buffer of Netty, from {@link #watch()} on. */
public final class NettyLeaks implements AutoCloseable {
  private final List<String> leaks = new CopyOnWriteArrayList<>();
  private final ResourceLeakDetector.Level before = ResourceLeakDetector.getLevel();

  private NettyLeaks() {}

  public static NettyLeaks watch() {
    NettyLeaks watch = new NettyLeaks();
    ByteBufUtil.setLeakListener((type, records) -> watch.leaks.add(type + "\n" + records));
    ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
    return watch;
  }

  /** No buffer was forgotten that is not reachable any more. */
  public void assertNone() {
    for (int i = 0; i < 3; i++) {
      System.gc();
      // What was found is reported with the next buffers.
      for (int buffer = 0; buffer < 100; buffer++) {
        ByteBufAllocator.DEFAULT.directBuffer(16).release();
      }
    }
    assertThat(leaks).isEmpty();
  }

  @Override
  public void close() {
    ResourceLeakDetector.setLevel(before);
    ByteBufUtil.setLeakListener((type, records) -> {});
  }
}
