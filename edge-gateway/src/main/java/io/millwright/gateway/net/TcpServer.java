package io.millwright.gateway.net;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Listens on TCP ports and serves their connections with event loops of its own. */
public final class TcpServer implements AutoCloseable {
  /**
   * A read is bounded, because what it brings still arrives after reading was stopped. What several
   * bring one behind the other is handled as one burst, unless reading was stopped in between.
   */
  private static final RecvByteBufAllocator READS =
      new AdaptiveRecvByteBufAllocator(512, 2_048, 16_384).maxMessagesPerRead(4);

  private final EventLoopGroup acceptor;
  private final EventLoopGroup workers;
  private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
  private final List<Channel> listeners = new ArrayList<>();

  /**
   * Listens nowhere yet.
   *
   * @param name of the threads
   * @param eventLoops threads that serve connections
   */
  public TcpServer(String name, int eventLoops) {
    acceptor =
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory(name + "-accept"), NioIoHandler.newFactory());
    workers =
        new MultiThreadIoEventLoopGroup(
            eventLoops, new DefaultThreadFactory(name), NioIoHandler.newFactory());
  }

  /**
   * Listens on one more address.
   *
   * @param port 0 = any free one
   * @param settings names of the settings that hold the address, for the error
   * @param pipeline adds the handlers of a new connection
   * @return the port
   * @throws IllegalStateException if the address cannot be had
   */
  public int listen(String host, int port, String settings, Consumer<SocketChannel> pipeline) {
    try {
      Channel listener =
          new ServerBootstrap()
              .group(acceptor, workers)
              .channel(NioServerSocketChannel.class)
              .option(ChannelOption.SO_BACKLOG, 1_024)
              .option(ChannelOption.SO_REUSEADDR, true)
              .childOption(ChannelOption.TCP_NODELAY, true)
              .childOption(ChannelOption.SO_KEEPALIVE, true)
              .childOption(ChannelOption.RECVBUF_ALLOCATOR, READS)
              .childHandler(
                  new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                      connections.add(channel);
                      pipeline.accept(channel);
                    }
                  })
              .bind(host, port)
              .syncUninterruptibly()
              .channel();
      listeners.add(listener);
      return ((InetSocketAddress) listener.localAddress()).getPort();
    } catch (Exception e) {
      // syncUninterruptibly throws the checked BindException undeclared.
      throw new IllegalStateException(
          "cannot listen on " + host + ":" + port + " (" + settings + "): " + e.getMessage(), e);
    }
  }

  /** The connections that are open now. */
  public Iterable<Channel> connections() {
    return connections;
  }

  /** Accepts no more; the connections go on. */
  public void stopListening() {
    listeners.forEach(listener -> listener.close().awaitUninterruptibly());
  }

  /** Waits a moment for connections that are about to end, and ends the others. */
  @Override
  public void close() {
    stopListening();
    connections.newCloseFuture().awaitUninterruptibly(2, TimeUnit.SECONDS);
    connections.close().awaitUninterruptibly(1, TimeUnit.SECONDS);
    var workersStopped = workers.shutdownGracefully(0, 2, TimeUnit.SECONDS);
    acceptor.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
    workersStopped.awaitUninterruptibly();
  }
}
