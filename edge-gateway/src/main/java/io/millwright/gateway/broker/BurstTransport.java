package io.millwright.gateway.broker;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.eclipse.paho.mqttv5.client.internal.NetworkModule;
import org.eclipse.paho.mqttv5.common.MqttException;

/** A transport of Paho's, around which go what the broker publishes and its acknowledgements. */
final class BurstTransport implements NetworkModule {
  private final NetworkModule transport;
  private final PublishStream.Taker taker;
  private final Acknowledgements acknowledgements;
  private final int maxPacketBytes;

  BurstTransport(
      NetworkModule transport,
      PublishStream.Taker taker,
      Acknowledgements acknowledgements,
      int maxPacketBytes) {
    this.transport = transport;
    this.taker = taker;
    this.acknowledgements = acknowledgements;
    this.maxPacketBytes = maxPacketBytes;
  }

  @Override
  public void start() throws IOException, MqttException {
    transport.start();
  }

  @Override
  public InputStream getInputStream() throws IOException {
    return new PublishStream(transport.getInputStream(), taker, maxPacketBytes, System::nanoTime);
  }

  @Override
  public OutputStream getOutputStream() throws IOException {
    PacketStream packets = new PacketStream(transport.getOutputStream());
    acknowledgements.writeTo(packets);
    return packets;
  }

  @Override
  public void stop() throws IOException {
    transport.stop();
  }

  @Override
  public String getServerURI() {
    return transport.getServerURI();
  }
}
