package io.millwright.gateway.coap;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.CoAP.Type;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.coap.Response;
import org.eclipse.californium.core.network.Exchange;
import org.eclipse.californium.core.network.stack.AbstractLayer;
import org.junit.jupiter.api.Test;

/** Which answers are sent again until they are acknowledged. */
final class AnswerLimitLayerTest {
  private final AnswerLimitLayer layer = new AnswerLimitLayer(2);
  private final List<Response> sent = new ArrayList<>();

  AnswerLimitLayerTest() {
    layer.setLowerLayer(
        new AbstractLayer() {
          @Override
          public void sendResponse(Exchange exchange, Response response) {
            // As the layer that sends it again and again does.
            if (response.getType() == null && exchange.getRequest().isAcknowledged()) {
              response.setType(Type.CON);
            }
            sent.add(response);
          }
        });
  }

  private Response answer(boolean separate) {
    Request request = Request.newPost();
    request.setConfirmable(true);
    request.setAcknowledged(separate);
    Response response = new Response(ResponseCode.CHANGED);
    layer.sendResponse(
        new Exchange(request, "peer", Exchange.Origin.REMOTE, Runnable::run), response);
    return sent.get(sent.size() - 1);
  }

  @Test
  void aFurtherAnswerGoesOutOnceWhileTooManyWaitForTheirAcknowledgement() {
    Response first = answer(true);
    Response second = answer(true);
    assertThat(first.getType()).isEqualTo(Type.CON);
    assertThat(second.getType()).isEqualTo(Type.CON);

    assertThat(answer(true).getType()).isEqualTo(Type.NON);
    // In the acknowledgement itself: nothing waits.
    assertThat(answer(false).getType()).isNull();

    first.acknowledge();
    first.setCanceled(true);
    assertThat(layer.waiting()).isEqualTo(1);
    assertThat(answer(true).getType()).isEqualTo(Type.CON);
    second.setTimedOut(true);
    assertThat(layer.waiting()).isEqualTo(1);
  }
}
