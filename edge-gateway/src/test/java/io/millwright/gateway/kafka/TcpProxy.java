package io.millwright.gateway.kafka;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A network that can be held (nothing passes, nothing breaks), slow, torn (a connection breaks in
 * the middle of what it carries) and cut (every connection breaks). What is held when a connection
 * is cut is lost.
 */
public final class TcpProxy implements AutoCloseable {
  private final ServerSocket listener;
  private final int targetPort;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition passes = lock.newCondition();
  private final Set<Direction> held = EnumSet.noneOf(Direction.class);
  private final Set<Direction> torn = EnumSet.noneOf(Direction.class);
  private Duration delay = Duration.ZERO;
  private volatile boolean closed;

  /** Which way bytes go. */
  public enum Direction {
    TO_TARGET,
    TO_CLIENT
  }

  private TcpProxy(ServerSocket listener, int targetPort) {
    this.listener = listener;
    this.targetPort = targetPort;
  }

  /** In front of a port of this machine. */
  public static TcpProxy to(int targetPort) {
    try {
      TcpProxy proxy =
          new TcpProxy(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), targetPort);
      daemon("tcp-proxy", proxy::accept);
      return proxy;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public int port() {
    return listener.getLocalPort();
  }

  public void hold() {
    hold(Direction.TO_TARGET);
    hold(Direction.TO_CLIENT);
  }

  /** As a network in which the packets of one direction vanish. */
  public void hold(Direction direction) {
    lock.lock();
    try {
      held.add(direction);
    } finally {
      lock.unlock();
    }
  }

  /** Everything passes at once again. */
  public void pass() {
    lock.lock();
    try {
      held.clear();
      torn.clear();
      delay = Duration.ZERO;
      passes.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Each piece takes so long, in each direction. */
  public void delay(Duration newDelay) {
    lock.lock();
    try {
      delay = newDelay;
    } finally {
      lock.unlock();
    }
  }

  /** Of the next piece in this direction only a part arrives; then its connection breaks. */
  public void tear(Direction direction) {
    lock.lock();
    try {
      torn.add(direction);
    } finally {
      lock.unlock();
    }
  }

  public void cut() {
    open.forEach(TcpProxy::closeSocket);
  }

  private void accept() {
    while (!closed) {
      try {
        Socket client = listener.accept();
        Socket target = new Socket(InetAddress.getLoopbackAddress(), targetPort);
        open.add(client);
        open.add(target);
        daemon("tcp-proxy-up", () -> copy(client, target, Direction.TO_TARGET));
        daemon("tcp-proxy-down", () -> copy(target, client, Direction.TO_CLIENT));
      } catch (IOException e) {
        // The target is down or we are closing; a client sees its connection end.
      }
    }
  }

  private void copy(Socket from, Socket to, Direction direction) {
    byte[] buffer = new byte[16_384];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      int count;
      while ((count = in.read(buffer)) >= 0) {
        if (isTornAfterPassage(direction)) {
          out.write(buffer, 0, count / 2);
          return;
        }
        out.write(buffer, 0, count);
      }
    } catch (IOException e) {
      // One side has gone: closing both is all there is to do.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      open.remove(from);
      open.remove(to);
    }
  }

  private boolean isTornAfterPassage(Direction direction) throws InterruptedException {
    lock.lock();
    try {
      long left = delay.toNanos();
      while (!closed && (held.contains(direction) || left > 0)) {
        if (left > 0) {
          left = passes.awaitNanos(left);
        } else {
          passes.await();
        }
      }
      return torn.remove(direction);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void close() {
    closed = true;
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      pass();
      cut();
    }
  }

  private static void closeSocket(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void daemon(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.start();
  }
}
