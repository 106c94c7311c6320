package io.millwright.gateway.coap;

import org.eclipse.californium.core.coap.BlockOption;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.coap.Response;
import org.eclipse.californium.core.network.Exchange;
import org.eclipse.californium.core.network.stack.AbstractLayer;
import org.eclipse.californium.core.network.stack.KeyUri;
import org.jspecify.annotations.Nullable;

/**
 * Stands below Californium's block-wise layer, which sets aside the memory for a whole upload with
 * its first datagram, and lets only so many uploads through to it.
 */
final class UploadLimitLayer extends AbstractLayer {
  private final UploadBudget budget;
  private final CoapConfig config;

  UploadLimitLayer(UploadBudget budget, CoapConfig config) {
    this.budget = budget;
    this.config = config;
  }

  @Override
  public void receiveRequest(Exchange exchange, Request request) {
    BlockOption block = request.getOptions().getBlock1();
    if (block == null) {
      super.receiveRequest(exchange, request);
      return;
    }
    KeyUri upload = KeyUri.getKey(exchange);
    Response refusal =
        block.getNum() == 0 ? begin(exchange, request, upload) : goOn(block.getNum(), upload);
    if (refusal != null) {
      refusal.setDestinationContext(request.getSourceContext());
      super.sendResponse(exchange, refusal);
      return;
    }
    super.receiveRequest(exchange, request);
    if (!block.isM()) {
      budget.end(upload);
    }
  }

  private @Nullable Response begin(Exchange exchange, Request request, KeyUri upload) {
    Integer announced = request.getOptions().getSize1();
    long size = announced == null ? config.maxMessageBytes() : announced;
    if (size < 1) {
      return refusal(ResponseCode.BAD_REQUEST, "Size1 is " + size + ": send the size in bytes");
    }
    if (size > config.maxMessageBytes()) {
      Response tooLarge =
          refusal(
              ResponseCode.REQUEST_ENTITY_TOO_LARGE,
              "the body has "
                  + size
                  + " bytes (Size1): at most "
                  + config.maxMessageBytes()
                  + " are taken");
      tooLarge.getOptions().setSize1(config.maxMessageBytes());
      return tooLarge;
    }
    if (budget.begin(upload, exchange.getPeersIdentity(), size, System.nanoTime())) {
      return null;
    }
    Response busy =
        refusal(
            ResponseCode.SERVICE_UNAVAILABLE,
            "too many uploads are under way: send it again after "
                + config.retryAfter().toSeconds()
                + " s, announce its size (Size1), and end one upload before the next");
    busy.getOptions().setMaxAge(config.retryAfter().toSeconds());
    return busy;
  }

  private @Nullable Response goOn(int number, KeyUri upload) {
    return budget.goOn(upload, System.nanoTime())
        ? null
        : refusal(
            ResponseCode.REQUEST_ENTITY_INCOMPLETE,
            "block "
                + number
                + " came, but not those before it, or too long after them: begin again with block 0");
  }

  private static Response refusal(ResponseCode code, String why) {
    Response response = new Response(code, true);
    response.setPayload(why);
    return response;
  }

  /** The block-wise layer gives an upload up by answering a block of it with an error. */
  @Override
  public void sendResponse(Exchange exchange, Response response) {
    if (!response.isSuccess() && exchange.getRequest().getOptions().hasBlock1()) {
      budget.end(KeyUri.getKey(exchange));
    }
    super.sendResponse(exchange, response);
  }
}
