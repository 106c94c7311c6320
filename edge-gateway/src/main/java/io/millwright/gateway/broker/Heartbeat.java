package io.millwright.gateway.broker;

import io.millwright.gateway.source.Watch;
import java.util.Timer;
import java.util.TimerTask;
import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttActionListener;
import org.eclipse.paho.mqttv5.client.MqttPingSender;
import org.eclipse.paho.mqttv5.client.internal.ClientComms;
import org.jspecify.annotations.Nullable;

/** Pings the broker when there is nothing else to say; each answer is a sign of life. */
final class Heartbeat implements MqttPingSender {
  private final Watch watch;
  private @Nullable ClientComms connection;
  private @Nullable Timer timer;

  Heartbeat(Watch watch) {
    this.watch = watch;
  }

  @Override
  public synchronized void init(ClientComms comms) {
    connection = comms;
  }

  @Override
  public synchronized void start() {
    stop();
    timer = new Timer("broker-heartbeat", true);
    if (connection != null) {
      schedule(connection.getKeepAlive());
    }
  }

  @Override
  public synchronized void stop() {
    if (timer != null) {
      timer.cancel();
      timer = null;
    }
  }

  @Override
  public synchronized void schedule(long delayMillis) {
    ClientComms pinged = connection;
    if (timer == null || pinged == null) {
      return;
    }
    timer.schedule(
        new TimerTask() {
          @Override
          public void run() {
            // It schedules the next one.
            pinged.checkForActivity(new Answered());
          }
        },
        delayMillis);
  }

  private final class Answered implements MqttActionListener {
    @Override
    public void onSuccess(IMqttToken token) {
      watch.heard();
    }

    @Override
    public void onFailure(IMqttToken token, Throwable cause) {
      watch.lost("the broker does not answer a ping: " + cause);
    }
  }
}
