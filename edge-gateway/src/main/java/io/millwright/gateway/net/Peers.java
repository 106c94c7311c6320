package io.millwright.gateway.net;

import io.netty.channel.Channel;
import java.net.InetSocketAddress;

/** Who is at the other end of a connection. */
public final class Peers {
  private Peers() {}

  /** The network address without port; {@code local} for what is no network. */
  public static String address(Channel channel) {
    return channel.remoteAddress() instanceof InetSocketAddress address
            && address.getAddress() != null
        ? address.getAddress().getHostAddress()
        : "local";
  }
}
