package io.millwright.gateway.intake;

import io.millwright.gateway.reading.DecodeResult;
import io.millwright.gateway.reading.DeviceMessage;
import io.millwright.gateway.reading.ReadingDecoder;
import io.millwright.gateway.reading.ReadingLimits;
import io.millwright.gateway.reading.Rejection;
import io.millwright.gateway.waveform.WaveformDecoder;
import io.millwright.gateway.waveform.WaveformResult;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads what a message holds, by its address: readings, or a block of samples. */
final class MessageReader {
  private static final Logger LOGGER = LoggerFactory.getLogger(MessageReader.class);

  private final ReadingDecoder readings;
  private final WaveformDecoder waveforms;

  sealed interface Result {
    record Read(Arrival arrival) implements Result {}

    record Unusable(Rejection rejection) implements Result {}
  }

  MessageReader(ReadingLimits limits) {
    readings = new ReadingDecoder(limits);
    waveforms = new WaveformDecoder(limits);
  }

  /**
   * A decoder answers whatever it is given. Should one fail all the same, its message is kept with
   * the rejected ones: unanswered, the device would send it again and again.
   */
  Result read(DeviceMessage message) {
    try {
      DecodeResult known = readings.decodeIfKnown(message);
      if (known != null) {
        return result(message, known);
      }
      return WaveformDecoder.handles(message)
          ? waveform(message)
          : result(message, readings.decode(message));
    } catch (RuntimeException e) {
      LOGGER
          .atError()
          .setCause(e)
          .addKeyValue("source", message.source())
          .addKeyValue("address", message.address())
          .log("a message could not be decoded because of an error in the gateway");
      return new Result.Unusable(
          new Rejection(
              Rejection.Kind.SYNTAX, "the gateway failed to read the body: report this as a bug"));
    }
  }

  private static Result result(DeviceMessage message, DecodeResult result) {
    return result instanceof DecodeResult.Decoded decoded
        ? new Result.Read(Arrival.of(message, decoded.measurements()))
        : new Result.Unusable(((DecodeResult.Rejected) result).rejection());
  }

  private Result waveform(DeviceMessage message) {
    WaveformResult result = waveforms.decode(message);
    return result instanceof WaveformResult.Decoded decoded
        ? new Result.Read(new Arrival(message, List.of(), List.of(), List.of(decoded.waveform())))
        : new Result.Unusable(((WaveformResult.Rejected) result).rejection());
  }
}
