package io.millwright.gateway;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntFunction;

/**
 * A device that sends each message until it is acknowledged, whatever becomes of its connections:
 * MQTT 3.1.1 with a session that is kept, and what was not acknowledged sent again under its packet
 * id, as the standard has it (4.4).
 */
final class PersistentMqttDevice {
  private static final int WINDOW = 20;
  private static final int PATIENCE_MILLIS = 2_000;
  private static final int PACKET_IDS = 60_000;
  private static final int DUP = 0x08;

  private final int port;
  private final String clientId;
  private final int qos;
  private final IntFunction<byte[]> bodies;
  private final int messages;

  /** Numbers of messages by packet id, in the order in which they were sent first. */
  private final Map<Integer, Integer> unacknowledged = new LinkedHashMap<>();

  /** Packet ids of QoS 2 messages that the gateway has, and may not have forgotten yet. */
  private final Set<Integer> unreleased = new LinkedHashSet<>();

  private final Set<Integer> acknowledged = new TreeSet<>();
  private int lastSent;
  private int connections;

  /**
   * Not connected yet.
   *
   * @param bodies by number of the message, from 1
   */
  PersistentMqttDevice(
      int port, String clientId, int qos, int messages, IntFunction<byte[]> bodies) {
    this.port = port;
    this.clientId = clientId;
    this.qos = qos;
    this.messages = messages;
    this.bodies = bodies;
  }

  /** Until all messages are acknowledged. */
  void run() {
    while (acknowledged.size() < messages || !unreleased.isEmpty()) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
        connections++;
        talk(
            new DataInputStream(socket.getInputStream()),
            new DataOutputStream(new BufferedOutputStream(socket.getOutputStream())));
      } catch (IOException broken) {
        // The network has broken, or is silent for too long: connect again.
        continue;
      }
    }
  }

  /** Numbers of the messages that the gateway has acknowledged. */
  Set<Integer> acknowledged() {
    return acknowledged;
  }

  int connections() {
    return connections;
  }

  private void talk(DataInputStream in, DataOutputStream out) throws IOException {
    connect(in, out);
    for (Map.Entry<Integer, Integer> sent : unacknowledged.entrySet()) {
      publish(out, sent.getKey(), sent.getValue(), DUP);
    }
    for (int packetId : unreleased) {
      packet(out, 0x62, shortBytes(packetId));
    }
    while (acknowledged.size() < messages || !unreleased.isEmpty()) {
      while (unacknowledged.size() + unreleased.size() < WINDOW && lastSent < messages) {
        int number = ++lastSent;
        int packetId = 1 + (number - 1) % PACKET_IDS;
        unacknowledged.put(packetId, number);
        publish(out, packetId, number, 0);
      }
      out.flush();
      do {
        answer(in, out);
      } while (in.available() > 0);
    }
  }

  private void connect(DataInputStream in, DataOutputStream out) throws IOException {
    ByteArrayOutputStream connect = new ByteArrayOutputStream();
    DataOutputStream body = new DataOutputStream(connect);
    body.writeUTF("MQTT");
    body.writeByte(4);
    body.writeByte(0);
    body.writeShort(60);
    body.writeUTF(clientId);
    packet(out, 0x10, connect.toByteArray());
    out.flush();
    byte[] connAck = new byte[4];
    in.readFully(connAck);
    if (connAck[3] != 0) {
      throw new IOException("refused: " + connAck[3]);
    }
  }

  private void publish(DataOutputStream out, int packetId, int number, int flags)
      throws IOException {
    ByteArrayOutputStream publish = new ByteArrayOutputStream();
    DataOutputStream body = new DataOutputStream(publish);
    body.writeUTF("millwright/v1/demo/" + clientId + "/measurements");
    body.writeShort(packetId);
    body.write(bodies.apply(number));
    packet(out, 0x30 | qos << 1 | flags, publish.toByteArray());
  }

  private void answer(DataInputStream in, DataOutputStream out) throws IOException {
    int type = in.readUnsignedByte();
    byte[] body = new byte[in.readUnsignedByte()];
    in.readFully(body);
    int packetId = (body[0] & 0xFF) << 8 | body[1] & 0xFF;
    switch (type) {
      case 0x40 -> acknowledge(packetId);
      case 0x50 -> {
        acknowledge(packetId);
        unreleased.add(packetId);
        packet(out, 0x62, shortBytes(packetId));
      }
      case 0x70 -> unreleased.remove(packetId);
      default -> throw new IllegalStateException("an unexpected packet of type " + type);
    }
  }

  private void acknowledge(int packetId) {
    Integer number = unacknowledged.remove(packetId);
    if (number != null) {
      acknowledged.add(number);
    }
  }

  private static byte[] shortBytes(int value) {
    return new byte[] {(byte) (value >> 8), (byte) value};
  }

  private static void packet(DataOutputStream out, int type, byte[] body) throws IOException {
    out.writeByte(type);
    int length = body.length;
    while (length >= 128) {
      out.writeByte(length & 0x7F | 0x80);
      length >>= 7;
    }
    out.writeByte(length);
    out.write(body);
  }
}
