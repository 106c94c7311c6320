package io.millwright.benchmarks.load;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Many MQTT devices on one thread, at QoS 1. At full speed each connection keeps its window full.
 * At a set rate each message has a time at which it is due, whatever happened to those before it,
 * and its latency counts from then: a server that stalls cannot hide it by slowing the load.
 */
public final class MqttLoad implements Load {
  private static final int CONNECTING_AT_ONCE = 200;
  private static final long CONNECT_PATIENCE_SECONDS = 60;
  private static final long DRAIN_PATIENCE_SECONDS = 60;

  private final MqttLoadPlan plan;
  private final Payloads payloads;
  private final byte[] body;
  private final LatencyRecorder recorder = new LatencyRecorder();
  private final MultiThreadIoEventLoopGroup group =
      new MultiThreadIoEventLoopGroup(
          1, new DefaultThreadFactory("load", true), NioIoHandler.newFactory());
  private final EventLoop loop = group.next();
  private final List<MqttLoadConnection> connections = new ArrayList<>();

  // Written by the loop only.
  private volatile long sent;
  private volatile long acknowledged;
  private volatile @Nullable String problem;
  private long startNanos;

  /** What becomes due from then on is not sent. */
  private long stopNanos = Long.MAX_VALUE;

  private boolean stopped;
  private long allowed;

  private MqttLoad(MqttLoadPlan plan) {
    this.plan = plan;
    this.payloads = new Payloads(plan.values());
    this.body = new byte[payloads.longest()];
  }

  /**
   * Connects all devices.
   *
   * @throws IllegalStateException if one of them is refused
   */
  public static MqttLoad connect(MqttLoadPlan plan) throws InterruptedException {
    MqttLoad load = new MqttLoad(plan);
    try {
      load.connectAll();
      return load;
    } catch (InterruptedException | RuntimeException e) {
      load.close();
      throw e;
    }
  }

  private void connectAll() throws InterruptedException {
    for (int i = 0; i < plan.connections(); i++) {
      connections.add(new MqttLoadConnection(this, i));
    }
    for (int begin = 0; begin < connections.size(); begin += CONNECTING_AT_ONCE) {
      List<MqttLoadConnection> some =
          connections.subList(begin, Math.min(connections.size(), begin + CONNECTING_AT_ONCE));
      List<ChannelFuture> opening = some.stream().map(this::open).toList();
      for (ChannelFuture future : opening) {
        future.sync();
      }
      for (MqttLoadConnection connection : some) {
        connection.awaitConnected(CONNECT_PATIENCE_SECONDS);
      }
    }
  }

  private ChannelFuture open(MqttLoadConnection connection) {
    return new Bootstrap()
        .group(loop)
        .channel(NioSocketChannel.class)
        .option(ChannelOption.TCP_NODELAY, true)
        .handler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel channel) {
                channel.pipeline().addLast(connection);
              }
            })
        .connect(InetAddress.getLoopbackAddress(), plan.port());
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // a failing task is reported by the loop
  public void start() {
    loop.execute(
        () -> {
          startNanos = System.nanoTime();
          fillAll();
        });
    if (plan.rate() > 0) {
      loop.scheduleAtFixedRate(this::fillAll, 1, tickMillis(), TimeUnit.MILLISECONDS);
    }
  }

  /**
   * Looking at every connection each millisecond would itself be load when they are mostly idle.
   */
  private long tickMillis() {
    return plan.rate() / plan.connections() < 1 ? 20 : 1;
  }

  /** Lets so many messages be sent in all; only in a bounded load. */
  public void allow(long messages) {
    loop.execute(
        () -> {
          allowed = messages;
          fillAll();
        });
  }

  private void fillAll() {
    for (MqttLoadConnection connection : connections) {
      connection.fill();
    }
  }

  @Override
  public long acknowledged() {
    checkForProblem();
    return acknowledged;
  }

  @Override
  public void beginMeasuring() {
    recorder.begin();
  }

  @Override
  public void endMeasuring() {
    recorder.end();
  }

  @Override
  public Finished finish() throws InterruptedException {
    loop.submit(
            () -> {
              stopNanos = System.nanoTime();
              stopped = plan.rate() == 0;
            })
        .sync();
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DRAIN_PATIENCE_SECONDS);
    while (!drained()) {
      checkForProblem();
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(
            "only %,d of %,d messages were acknowledged within %d s"
                .formatted(acknowledged, sent, DRAIN_PATIENCE_SECONDS));
      }
      TimeUnit.MILLISECONDS.sleep(5);
    }
    checkForProblem();
    return new Finished(acknowledged, recorder.latency());
  }

  private boolean drained() throws InterruptedException {
    return loop.submit(
            () ->
                acknowledged == sent
                    && (stopped
                        || connections.stream().allMatch(MqttLoadConnection::hasSentAllDue)))
        .sync()
        .getNow();
  }

  private void checkForProblem() {
    String first = problem;
    if (first != null) {
      throw new IllegalStateException(first);
    }
  }

  // For the connections, on the loop.

  MqttLoadPlan plan() {
    return plan;
  }

  /** Whether a connection may send another message now, as far as the whole load goes. */
  boolean maySend() {
    return !stopped && startNanos != 0 && (!plan.bounded() || sent < allowed);
  }

  /**
   * When the message is due.
   *
   * @param number of the message within its connection, from 0
   */
  long dueNanos(int connection, long number, long now) {
    return plan.rate() == 0
        ? now
        : startNanos + (long) ((number * plan.connections() + connection) * (1e9 / plan.rate()));
  }

  boolean isDue(long dueNanos, long now) {
    return dueNanos <= now && dueNanos < stopNanos;
  }

  boolean isDueBeforeStop(long dueNanos) {
    return dueNanos < stopNanos;
  }

  /** The next body is the first bytes of {@link #body()}. */
  int nextBody(long timeMillis, long sequence) {
    return payloads.write(body, timeMillis, sequence);
  }

  byte[] body() {
    return body;
  }

  @SuppressWarnings("NonAtomicOperationOnVolatileField") // only the loop writes
  void sent(int messages) {
    sent += messages;
  }

  @SuppressWarnings("NonAtomicOperationOnVolatileField") // only the loop writes
  void acknowledged(int messages) {
    acknowledged += messages;
  }

  void latency(long dueNanos, long now) {
    recorder.record(dueNanos, now);
  }

  /** The first problem ends the measurement. */
  void failed(String what) {
    if (problem == null) {
      problem = what;
    }
  }

  @Override
  public void close() {
    connections.forEach(MqttLoadConnection::expectEnd);
    group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly(10, TimeUnit.SECONDS);
  }
}
