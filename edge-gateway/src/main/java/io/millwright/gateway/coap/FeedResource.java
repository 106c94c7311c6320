package io.millwright.gateway.coap;

import io.millwright.contracts.asset.AssetKey;
import io.millwright.gateway.command.Commands;
import io.millwright.gateway.command.Commands.Batch;
import io.millwright.gateway.device.Permissions;
import io.millwright.gateway.device.Sender;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.californium.core.CoapResource;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.CoAP.Type;
import org.eclipse.californium.core.coap.MediaTypeRegistry;
import org.eclipse.californium.core.coap.MessageObserverAdapter;
import org.eclipse.californium.core.coap.Response;
import org.eclipse.californium.core.server.resources.CoapExchange;

/**
 * What an asset's device may read and observe. Every answer is confirmable, since its
 * acknowledgement is what says that the device has a command.
 */
final class FeedResource extends CoapResource {
  /** What there is to read of an asset. */
  enum Kind {
    COMMANDS("commands"),
    CONFIGURATION("config");

    private final String segment;

    Kind(String segment) {
      this.segment = segment;
    }

    /** The last segment of its path. */
    String segment() {
      return segment;
    }
  }

  private static final AtomicLong LAST_NUMBER = new AtomicLong();

  private final AssetKey asset;
  private final Kind kind;
  private final Commands commands;
  private final Doorkeeper doorkeeper;

  FeedResource(AssetKey asset, Kind kind, Commands commands, Doorkeeper doorkeeper) {
    super(kind.segment());
    this.asset = asset;
    this.kind = kind;
    this.commands = commands;
    this.doorkeeper = doorkeeper;
    setObservable(true);
    setObserveType(Type.CON);
  }

  /** Also runs for each observer when there is something new. */
  @Override
  public void handleGET(CoapExchange exchange) {
    // Not in the acknowledgement of the request, which nobody acknowledges.
    exchange.accept();
    doorkeeper.admit(exchange, sender -> answer(exchange, sender));
  }

  private void answer(CoapExchange exchange, Sender sender) {
    int accepted = exchange.getRequestOptions().getAccept();
    if (!sender.permissions().allow(asset, Permissions.COMMANDS)) {
      exchange.respond(
          ResponseCode.FORBIDDEN,
          sender.source()
              + " may not read what is for "
              + asset
              + ": allow it in the device registry");
    } else if (accepted != MediaTypeRegistry.UNDEFINED
        && accepted != MediaTypeRegistry.APPLICATION_JSON) {
      exchange.respond(
          ResponseCode.NOT_ACCEPTABLE, "there is only JSON here: leave Accept out or send 50");
    } else {
      exchange.respond(kind == Kind.COMMANDS ? nextCommands() : configuration());
    }
  }

  private Response nextCommands() {
    Batch batch = commands.next(asset);
    // Also without commands: one that came before the observer was known is told of then.
    return whenAcknowledged(json(batch.json()), () -> commands.delivered(asset, batch.ids()));
  }

  private Response configuration() {
    String sent = commands.configuration(asset);
    return whenAcknowledged(
        json(sent),
        () -> {
          if (!commands.configuration(asset).equals(sent)) {
            changed();
          }
        });
  }

  private static Response whenAcknowledged(Response response, Runnable then) {
    response.addMessageObserver(
        new MessageObserverAdapter() {
          @Override
          public void onAcknowledgement() {
            then.run();
          }
        });
    return response;
  }

  /**
   * Rises over restarts and over resources, since a device that observes again with its old token
   * ignores what seems older (RFC 7641, section 3.4).
   */
  @Override
  public int getNotificationSequenceNumber() {
    long number = LAST_NUMBER.updateAndGet(last -> Math.max(last + 1, System.currentTimeMillis()));
    return (int) (number & 0xFF_FFFF);
  }

  private static Response json(String payload) {
    Response response = new Response(ResponseCode.CONTENT);
    response.getOptions().setContentFormat(MediaTypeRegistry.APPLICATION_JSON);
    response.setPayload(payload);
    return response;
  }
}
