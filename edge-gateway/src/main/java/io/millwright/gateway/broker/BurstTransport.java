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
  private final boolean oldBroker;

  /**
   * @param oldBroker whether the broker speaks MQTT 3.1.1
   */
  BurstTransport(
      NetworkModule transport,
      PublishStream.Taker taker,
      Acknowledgements acknowledgements,
      int maxPacketBytes,
      boolean oldBroker) {
    this.transport = transport;
    this.taker = taker;
    this.acknowledgements = acknowledgements;
    this.maxPacketBytes = maxPacketBytes;
    this.oldBroker = oldBroker;
  }

  @Override
  public void start() throws IOException, MqttException {
    transport.start();
  }

  @Override
  public InputStream getInputStream() throws IOException {
    InputStream in = transport.getInputStream();
    return new PublishStream(
        oldBroker ? new Mqtt311Input(in) : in, taker, maxPacketBytes, System::nanoTime);
  }

  @Override
  public OutputStream getOutputStream() throws IOException {
    OutputStream out = transport.getOutputStream();
    PacketStream packets = new PacketStream(oldBroker ? new Mqtt311Output(out) : out);
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
