package io.millwright.gateway.coap;

import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.CoAPMessageFormatException;
import org.eclipse.californium.core.coap.Message;
import org.eclipse.californium.core.coap.MessageFormatException;
import org.eclipse.californium.core.coap.option.StandardOptionRegistry;
import org.eclipse.californium.core.network.serialization.UdpDataParser;
import org.eclipse.californium.elements.util.DatagramReader;

/**
 * Californium's parser with two more limits. What it does not expect, such as a block that is
 * larger than it says, ends in an exception of any kind, which is logged with its stack trace and
 * not answered; here it is answered like all that is malformed. And a datagram of a thousand empty
 * options, which would be remembered at a hundred times its size, is not taken.
 */
final class DatagramParser extends UdpDataParser {
  private static final int MOST_OPTIONS = 32;

  DatagramParser() {
    // Strict: an empty message with something behind its header is malformed.
    super(true, StandardOptionRegistry.getDefaultOptionRegistry());
  }

  @Override
  public void parseOptionsAndPayload(DatagramReader reader, Message message) {
    try {
      super.parseOptionsAndPayload(reader, message);
      int options = message.getOptions().asSortedList().size();
      if (options > MOST_OPTIONS) {
        throw new IllegalArgumentException(
            "Message has " + options + " options: at most " + MOST_OPTIONS + " are taken");
      }
    } catch (MessageFormatException e) {
      throw e;
    } catch (IllegalStateException | IllegalArgumentException e) {
      throw new CoAPMessageFormatException(
          e.getMessage(),
          message.getToken(),
          message.getMID(),
          message.getRawCode(),
          message.isConfirmable(),
          ResponseCode.BAD_REQUEST);
    }
  }
}
