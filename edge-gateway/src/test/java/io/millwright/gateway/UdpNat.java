package io.millwright.gateway;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A network address translation between one device and a port of this machine, which can forget,
 * and lose and double datagrams.
 */
final class UdpNat implements AutoCloseable {
  private final int targetPort;
  private final DatagramSocket inside;
  private final Set<Integer> contentTypes = ConcurrentHashMap.newKeySet();
  private volatile DatagramSocket outside;
  private volatile @Nullable SocketAddress device;
  private volatile IntSupplier copies = () -> 1;
  private volatile boolean closed;

  UdpNat(int targetPort) throws IOException {
    this.targetPort = targetPort;
    this.inside = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    this.outside = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    daemon(this::outwards);
    DatagramSocket first = outside;
    daemon(() -> inwards(first));
  }

  int port() {
    return inside.getLocalPort();
  }

  /** From now on the device seems to have another port. */
  void forget() throws IOException {
    DatagramSocket before = outside;
    DatagramSocket next = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    outside = next;
    daemon(() -> inwards(next));
    before.close();
    contentTypes.clear();
  }

  /**
   * From now on each datagram arrives as often as this says; called by the threads of both
   * directions.
   */
  void copies(IntSupplier newCopies) {
    copies = newCopies;
  }

  /** First bytes of the datagrams of the device since the NAT forgot: DTLS content types. */
  Set<Integer> contentTypes() {
    return contentTypes;
  }

  private void outwards() {
    byte[] buffer = new byte[65_536];
    while (!closed) {
      try {
        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
        inside.receive(packet);
        device = packet.getSocketAddress();
        contentTypes.add(buffer[0] & 0xFF);
        for (int left = copies.getAsInt(); left > 0; left--) {
          outside.send(
              new DatagramPacket(
                  buffer, packet.getLength(), InetAddress.getLoopbackAddress(), targetPort));
        }
      } catch (IOException e) {
        // Closed, or a datagram lost as datagrams are.
      }
    }
  }

  private void inwards(DatagramSocket from) {
    byte[] buffer = new byte[65_536];
    while (!from.isClosed()) {
      try {
        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
        from.receive(packet);
        SocketAddress to = device;
        for (int left = to == null ? 0 : copies.getAsInt(); left > 0; left--) {
          inside.send(new DatagramPacket(buffer, packet.getLength(), to));
        }
      } catch (IOException e) {
        // As above.
      }
    }
  }

  private static void daemon(Runnable task) {
    Thread thread = new Thread(task, "udp-nat");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() {
    closed = true;
    inside.close();
    outside.close();
  }
}
