package io.millwright.simulators.plant;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands between a client and a server so that a test can cut or freeze their connections. */
public final class TcpProxy implements AutoCloseable {
  private final ServerSocket listener;
  private final int target;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final AtomicInteger accepted = new AtomicInteger();
  private volatile boolean swallowing;

  public TcpProxy(int target) throws IOException {
    this.target = target;
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    start("proxy-accept", this::accept);
  }

  public int port() {
    return listener.getLocalPort();
  }

  public int connectionsAccepted() {
    return accepted.get();
  }

  /** Ends all connections at once. */
  public void cutAll() {
    for (Socket socket : sockets) {
      closeQuietly(socket);
    }
    sockets.clear();
  }

  /** From now on what the client sends disappears and the connection stays open, or no longer. */
  public void swallow(boolean on) {
    swallowing = on;
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listener.accept();
        accepted.incrementAndGet();
        Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
        sockets.add(client);
        sockets.add(server);
        start("proxy-up", () -> copy(client, server, true));
        start("proxy-down", () -> copy(server, client, false));
      }
    } catch (IOException e) {
      // The proxy is closed, or its server is: the tests see the consequence.
      cutAll();
    }
  }

  private void copy(Socket from, Socket to, boolean upwards) {
    byte[] buffer = new byte[8192];
    try (InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream()) {
      int length;
      while ((length = in.read(buffer)) >= 0) {
        if (!(upwards && swallowing)) {
          out.write(buffer, 0, length);
          out.flush();
        }
      }
    } catch (IOException e) {
      // One side has gone; the other follows.
    } finally {
      closeQuietly(from);
      closeQuietly(to);
    }
  }

  private static void start(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new IllegalStateException("a socket did not close", e);
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    cutAll();
  }
}
