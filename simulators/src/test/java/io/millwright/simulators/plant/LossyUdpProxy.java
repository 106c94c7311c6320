package io.millwright.simulators.plant;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Carries datagrams between one client and a server, and loses each n-th of them, both ways. */
public final class LossyUdpProxy implements AutoCloseable {
  private final DatagramSocket front;
  private final DatagramSocket back;
  private final SocketAddress target;
  private final int loseEach;
  private final AtomicInteger seen = new AtomicInteger();
  private final AtomicInteger lost = new AtomicInteger();
  private volatile @Nullable SocketAddress client;

  public LossyUdpProxy(int targetPort, int loseEach) throws SocketException {
    this.front = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    this.back = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    this.target = new InetSocketAddress(InetAddress.getLoopbackAddress(), targetPort);
    this.loseEach = loseEach;
    start(this::forward, "udp-forward");
    start(this::backward, "udp-backward");
  }

  public int port() {
    return front.getLocalPort();
  }

  public int lost() {
    return lost.get();
  }

  private void forward() {
    carry(
        front,
        packet -> {
          client = packet.getSocketAddress();
          packet.setSocketAddress(target);
          back.send(packet);
        });
  }

  private void backward() {
    carry(
        back,
        packet -> {
          SocketAddress to = client;
          if (to != null) {
            packet.setSocketAddress(to);
            front.send(packet);
          }
        });
  }

  private interface Delivery {
    void deliver(DatagramPacket packet) throws IOException;
  }

  private void carry(DatagramSocket from, Delivery delivery) {
    try {
      while (true) {
        DatagramPacket packet = new DatagramPacket(new byte[65_535], 65_535);
        from.receive(packet);
        if (seen.incrementAndGet() % loseEach == 0) {
          lost.incrementAndGet();
        } else {
          delivery.deliver(packet);
        }
      }
    } catch (IOException e) {
      // The proxy is closed.
      close();
    }
  }

  private static void start(Runnable work, String name) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() {
    front.close();
    back.close();
  }
}
