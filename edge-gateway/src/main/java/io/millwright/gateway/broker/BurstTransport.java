package io.millwright.gateway.broker;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.eclipse.paho.mqttv5.client.internal.NetworkModule;
import org.eclipse.paho.mqttv5.common.MqttException;

/** A transport of Paho's, behind buffers. */
final class BurstTransport implements NetworkModule {
  private static final int WRITE_BYTES = 8 * 1024;

  private final NetworkModule transport;
  private final Acknowledgements acknowledgements;
  private final Payloads payloads;
  private final int maxPacketBytes;

  BurstTransport(
      NetworkModule transport,
      Acknowledgements acknowledgements,
      Payloads payloads,
      int maxPacketBytes) {
    this.transport = transport;
    this.acknowledgements = acknowledgements;
    this.payloads = payloads;
    this.maxPacketBytes = maxPacketBytes;
  }

  @Override
  public void start() throws IOException, MqttException {
    transport.start();
  }

  @Override
  public InputStream getInputStream() throws IOException {
    return new PublishStream(transport.getInputStream(), payloads, maxPacketBytes);
  }

  @Override
  public OutputStream getOutputStream() throws IOException {
    return new Written(transport.getOutputStream(), acknowledgements);
  }

  @Override
  public void stop() throws IOException {
    transport.stop();
  }

  @Override
  public String getServerURI() {
    return transport.getServerURI();
  }

  /**
   * Keeps acknowledgements back while more of them are on their way. Paho's one sending thread
   * writes a packet and flushes it, by turns; a large one comes in pieces.
   */
  static final class Written extends BufferedOutputStream {
    private static final int PUBACK = 0x40;

    private final Acknowledgements acknowledgements;
    private boolean atOnce;

    Written(OutputStream out, Acknowledgements acknowledgements) {
      super(out, WRITE_BYTES);
      this.acknowledgements = acknowledgements;
    }

    @Override
    public synchronized void write(byte[] bytes, int from, int length) throws IOException {
      if (!atOnce && (bytes[from] & 0xF0) == PUBACK) {
        acknowledgements.written();
      } else {
        // Also a later piece of a large packet, whatever it begins with.
        atOnce = true;
      }
      super.write(bytes, from, length);
    }

    @Override
    public synchronized void flush() throws IOException {
      if (atOnce || acknowledgements.allWritten()) {
        super.flush();
        atOnce = false;
      }
    }
  }
}
