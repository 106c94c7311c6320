package io.millwright.gateway.coap;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.californium.core.coap.CoAP.Type;
import org.eclipse.californium.core.coap.MessageObserverAdapter;
import org.eclipse.californium.core.coap.Response;
import org.eclipse.californium.core.network.Exchange;
import org.eclipse.californium.core.network.stack.AbstractLayer;

/**
 * Bounds how many answers wait for their acknowledgement, each for up to 93 s with its request. A
 * peer that keeps to the rules waits for one answer at a time; when many do not, further answers go
 * out once and are not sent again.
 */
final class AnswerLimitLayer extends AbstractLayer {
  private final int most;
  private final AtomicInteger waiting = new AtomicInteger();

  AnswerLimitLayer(int most) {
    this.most = most;
  }

  @Override
  public void sendResponse(Exchange exchange, Response response) {
    // Notifications are bounded by their relations, and have to be acknowledged.
    if (wouldWait(exchange, response) && !response.getOptions().hasObserve()) {
      if (waiting.incrementAndGet() > most) {
        waiting.decrementAndGet();
        response.setType(Type.NON);
      } else {
        response.addMessageObserver(new Waiting());
      }
    }
    super.sendResponse(exchange, response);
  }

  private static boolean wouldWait(Exchange exchange, Response response) {
    return response.getType() == Type.CON
        || response.getType() == null
            && exchange.getRequest().isConfirmable()
            && exchange.getRequest().isAcknowledged();
  }

  int waiting() {
    return waiting.get();
  }

  /** Ends once. */
  private final class Waiting extends MessageObserverAdapter {
    private final AtomicBoolean ended = new AtomicBoolean();

    @Override
    public void onAcknowledgement() {
      end();
    }

    @Override
    protected void failed() {
      end();
    }

    private void end() {
      if (ended.compareAndSet(false, true)) {
        waiting.decrementAndGet();
      }
    }
  }
}
