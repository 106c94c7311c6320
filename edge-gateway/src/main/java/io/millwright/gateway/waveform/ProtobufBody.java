package io.millwright.gateway.waveform;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import io.millwright.contracts.measurement.WaveformSamples;
import io.millwright.contracts.wire.Waveform;
import io.millwright.gateway.reading.DeviceMessage;
import io.millwright.gateway.reading.EventTime;
import io.millwright.gateway.reading.Rejection;
import io.millwright.gateway.reading.Shown;
import io.millwright.gateway.reading.UnusableMessageException;

/** A body that is the message {@code Waveform} of {@code contracts} itself. */
final class ProtobufBody {
  private ProtobufBody() {}

  static Waveform read(WaveformAddress address, DeviceMessage message, EventTime eventTime)
      throws UnusableMessageException {
    Waveform sent;
    try {
      sent = Waveform.parseFrom(message.payload());
    } catch (InvalidProtocolBufferException e) {
      throw new UnusableMessageException(
          Rejection.Kind.SYNTAX,
          "the body is not the protobuf message millwright.v1.Waveform ("
              + Shown.text(String.valueOf(e.getMessage()))
              + ")");
    }
    same("tenant", sent.getTenant(), address.asset().tenant().value());
    same("asset", sent.getAsset(), address.asset().asset().value());
    same("point", sent.getPoint(), address.point());
    WaveformBuilder.checkRate(sent.getSamplingRateHz());
    WaveformBuilder.checkUnit(sent.getUnit());
    Waveform.Builder kept =
        sent.toBuilder()
            .setUnknownFields(UnknownFieldSet.getDefaultInstance())
            .setTenant(address.asset().tenant().value())
            .setAsset(address.asset().asset().value())
            .setPoint(address.point())
            .setSource(message.source());
    if (sent.getInt16Samples().isEmpty()) {
      checkFloats(sent);
      kept.clearScale().clearOffset();
    } else {
      if (sent.getSamplesCount() > 0) {
        throw WaveformBuilder.content(
            "there are samples and int16_samples: send one of the two, the other is in the block's"
                + " way");
      }
      WaveformBuilder.setInt16(
          kept, sent.getInt16Samples(), sent.hasScale() ? sent.getScale() : 1, sent.getOffset());
    }
    WaveformBuilder.setTime(
        kept,
        sent.getStartTimeMicros() == 0 ? null : sent.getStartTimeMicros(),
        WaveformSamples.count(sent),
        message.receivedTimeMicros(),
        eventTime);
    return kept.build();
  }

  private static void checkFloats(Waveform sent) throws UnusableMessageException {
    int count = sent.getSamplesCount();
    WaveformBuilder.checkCount(count, WaveformBuilder.MAX_FLOATS);
    for (int i = 0; i < count; i++) {
      WaveformBuilder.checkFinite(sent.getSamples(i), i);
    }
  }

  private static void same(String what, String inBody, String inAddress)
      throws UnusableMessageException {
    if (!inBody.isEmpty() && !inBody.equals(inAddress)) {
      throw WaveformBuilder.content(
          what
              + " is '"
              + Shown.text(inBody)
              + "' in the body but '"
              + Shown.text(inAddress)
              + "' in the address: send the same, or leave it out of the body");
    }
  }
}
