package io.millwright.gateway.coap;

import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.core.coap.CoAPMessageFormatException;
import org.eclipse.californium.core.coap.Message;
import org.eclipse.californium.core.coap.MessageFormatException;
import org.eclipse.californium.core.coap.option.StandardOptionRegistry;
import org.eclipse.californium.core.network.serialization.UdpDataParser;
import org.eclipse.californium.elements.util.DatagramReader;

/**
 * Californium's parser, but for datagrams that it does not expect: a block that is larger than it
 * says, for one, ends in an exception of any kind, which is logged with its stack trace and not
 * answered. Here it is answered like all others that are malformed.
 */
final class DatagramParser extends UdpDataParser {
  DatagramParser() {
    // Strict: an empty message with something behind its header is malformed.
    super(true, StandardOptionRegistry.getDefaultOptionRegistry());
  }

  @Override
  public void parseOptionsAndPayload(DatagramReader reader, Message message) {
    try {
      super.parseOptionsAndPayload(reader, message);
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
