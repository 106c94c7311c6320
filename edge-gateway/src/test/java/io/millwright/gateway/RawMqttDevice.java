package io.millwright.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** MQTT 3.1.1 at QoS 1 from bytes: no client library between the test and the wire. */
final class RawMqttDevice implements Device {
  private final Socket socket;
  private final DataOutputStream out;
  private final Map<Integer, CompletableFuture<Answer>> waiting = new ConcurrentHashMap<>();
  private final List<Integer> acknowledged = new CopyOnWriteArrayList<>();
  private final CompletableFuture<Integer> connAck = new CompletableFuture<>();
  private int lastPacketId;

  RawMqttDevice(int port, String clientId) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    // Otherwise each packet, which is written piece by piece, waits for an answer to its first
    // byte.
    socket.setTcpNoDelay(true);
    out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
    Thread reader = new Thread(this::read, "raw-mqtt");
    reader.setDaemon(true);
    reader.start();
    ByteArrayOutputStream connect = new ByteArrayOutputStream();
    DataOutputStream body = new DataOutputStream(connect);
    body.writeUTF("MQTT");
    body.writeByte(4);
    body.writeByte(2);
    body.writeShort(60);
    body.writeUTF(clientId);
    packet(0x10, connect.toByteArray());
    out.flush();
    connAck.join();
  }

  @Override
  public CompletableFuture<Answer> send(String asset, long timeMillis, double value) {
    return sendBody(
        asset, ("{\"ts\":" + timeMillis + ",\"values\":{\"n\":" + value + "}}").getBytes(UTF_8));
  }

  @Override
  public CompletableFuture<Answer> sendBody(String asset, byte[] payload) {
    try {
      CompletableFuture<Answer> answer = publish(asset, payload);
      out.flush();
      return answer;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Without a flush, to send many at a time. */
  CompletableFuture<Answer> publish(String asset, byte[] payload) throws IOException {
    int packetId = ++lastPacketId;
    CompletableFuture<Answer> answer = new CompletableFuture<>();
    waiting.put(packetId, answer);
    ByteArrayOutputStream publish = new ByteArrayOutputStream();
    DataOutputStream body = new DataOutputStream(publish);
    body.writeUTF("millwright/v1/demo/" + asset + "/measurements");
    body.writeShort(packetId);
    body.write(payload);
    packet(0x32, publish.toByteArray());
    return answer;
  }

  void flush() throws IOException {
    out.flush();
  }

  /** Packet ids of the PUBACKs in the order they came. */
  List<Integer> acknowledged() {
    return acknowledged;
  }

  private void packet(int type, byte[] body) throws IOException {
    out.writeByte(type);
    int length = body.length;
    while (length >= 128) {
      out.writeByte(length & 0x7F | 0x80);
      length >>= 7;
    }
    out.writeByte(length);
    out.write(body);
  }

  private void read() {
    try {
      DataInputStream in = new DataInputStream(socket.getInputStream());
      while (true) {
        int type = in.readUnsignedByte();
        byte[] body = new byte[in.readUnsignedByte()];
        in.readFully(body);
        if (type == 0x20) {
          connAck.complete((int) body[1]);
        } else if (type == 0x40) {
          int packetId = (body[0] & 0xFF) << 8 | body[1] & 0xFF;
          acknowledged.add(packetId);
          CompletableFuture<Answer> answer = waiting.remove(packetId);
          if (answer != null) {
            answer.complete(new Answer(true, ""));
          }
        }
      }
    } catch (EOFException | SocketException e) {
      ended(e);
    } catch (IOException e) {
      ended(e);
    }
  }

  private void ended(IOException cause) {
    connAck.completeExceptionally(cause);
    waiting.values().forEach(answer -> answer.completeExceptionally(cause));
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
