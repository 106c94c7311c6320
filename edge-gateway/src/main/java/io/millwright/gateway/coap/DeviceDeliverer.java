package io.millwright.gateway.coap;

import org.eclipse.californium.core.CoapResource;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.Response;
import org.eclipse.californium.core.network.Exchange;
import org.eclipse.californium.core.server.DelivererException;
import org.eclipse.californium.core.server.ServerMessageDeliverer;
import org.eclipse.californium.core.server.resources.Resource;
import org.eclipse.californium.elements.config.Configuration;

/**
 * Finds the resource of a request: a feed, or what the tree has, or one that says what there is.
 */
final class DeviceDeliverer extends ServerMessageDeliverer {
  private static final CoapResource NOWHERE =
      new CoapResource("nowhere") {
        @Override
        public void handleRequest(Exchange exchange) {
          var response = new Response(ResponseCode.NOT_FOUND, true);
          response.setPayload(
              "there is nothing here: send to /v1/{tenant}/{asset}/measurements or"
                  + " /v1/{tenant}/{asset}/waveforms/{point}");
          exchange.sendResponse(response);
        }
      };

  private final Feeds feeds;

  DeviceDeliverer(Resource root, Configuration californium, Feeds feeds) {
    super(root, californium);
    this.feeds = feeds;
  }

  @Override
  protected Resource findResource(Exchange exchange) throws DelivererException {
    Resource feed = feeds.of(exchange.getRequest());
    if (feed != null) {
      return feed;
    }
    Resource inTree = super.findResource(exchange);
    return inTree == null ? NOWHERE : inTree;
  }
}
