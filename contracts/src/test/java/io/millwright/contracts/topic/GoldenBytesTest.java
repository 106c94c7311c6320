package io.millwright.contracts.topic;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.measurement.Measurements;
import io.millwright.contracts.measurement.MeasurementsSerde;
import io.millwright.contracts.measurement.Quality;
import io.millwright.contracts.wire.Advisory;
import io.millwright.contracts.wire.AlarmCommand;
import io.millwright.contracts.wire.AlarmEvent;
import io.millwright.contracts.wire.AssetEvent;
import io.millwright.contracts.wire.AssetRegistration;
import io.millwright.contracts.wire.Correction;
import io.millwright.contracts.wire.DescriptorSet;
import io.millwright.contracts.wire.DeviceCommand;
import io.millwright.contracts.wire.DeviceConfiguration;
import io.millwright.contracts.wire.DeviceRegistration;
import io.millwright.contracts.wire.Discovery;
import io.millwright.contracts.wire.HealthAssessment;
import io.millwright.contracts.wire.InstrumentFinding;
import io.millwright.contracts.wire.MeasurementBatch;
import io.millwright.contracts.wire.ModelRelease;
import io.millwright.contracts.wire.MonitoringPlanRelease;
import io.millwright.contracts.wire.Prognosis;
import io.millwright.contracts.wire.RejectedMessage;
import io.millwright.contracts.wire.StateDetection;
import io.millwright.contracts.wire.Waveform;
import io.millwright.contracts.wire.WorkOrderEvent;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The wire format must not change by accident: every message, each field filled, against the bytes
 * in {@code golden/messages.properties}. A deliberate change adds fields, with new numbers, and a
 * new line there.
 */
class GoldenBytesTest {

  static Stream<Message> messages() {
    return Stream.<Message>of(
            MeasurementBatch.getDefaultInstance(),
            Waveform.getDefaultInstance(),
            AssetEvent.getDefaultInstance(),
            RejectedMessage.getDefaultInstance(),
            DescriptorSet.getDefaultInstance(),
            StateDetection.getDefaultInstance(),
            HealthAssessment.getDefaultInstance(),
            Prognosis.getDefaultInstance(),
            InstrumentFinding.getDefaultInstance(),
            Correction.getDefaultInstance(),
            AlarmEvent.getDefaultInstance(),
            AlarmCommand.getDefaultInstance(),
            Advisory.getDefaultInstance(),
            MonitoringPlanRelease.getDefaultInstance(),
            ModelRelease.getDefaultInstance(),
            WorkOrderEvent.getDefaultInstance(),
            DeviceRegistration.getDefaultInstance(),
            AssetRegistration.getDefaultInstance(),
            Discovery.getDefaultInstance(),
            DeviceCommand.getDefaultInstance(),
            DeviceConfiguration.getDefaultInstance())
        .map(GoldenBytesTest::filled);
  }

  @ParameterizedTest(name = "{index}")
  @MethodSource("messages")
  void aMessageHasTheBytesItAlwaysHad(Message message) {
    String name = message.getDescriptorForType().getName();
    assertThat(name + " = " + HexFormat.of().formatHex(message.toByteArray()))
        .isEqualTo(name + " = " + golden().getProperty(name));
  }

  @Test
  void aBatchOfReadingsHasTheBytesItAlwaysHad() {
    Measurements batch =
        Measurements.builder(AssetKey.of("demo", "pump-1"), "mqtt:pump-1")
            .sourceSequence(42)
            .receivedTimeMicros(1_700_000_000_500_000L)
            .add("T50", 1_700_000_000_000_000L, 1404.25)
            .add("Nf", 1_700_000_000_000_250L, -2388.5, Quality.UNCERTAIN)
            .build();
    assertThat(HexFormat.of().formatHex(MeasurementsSerde.encode(batch)))
        .isEqualTo(golden().getProperty("readings"));
  }

  @Test
  void scansHaveTheBytesTheyAlwaysHad() {
    List<String> points = List.of("T50", "Nf");
    List<Measurements> scans = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      scans.add(
          Measurements.ofScan(
              AssetKey.of("demo", "pump-1"),
              "mqtt:pump-1",
              points,
              1_700_000_000_000_000L + i * 250L,
              new double[] {1404.25 + i, -2388.5},
              42 + i,
              1_700_000_000_500_000L));
    }
    assertThat(HexFormat.of().formatHex(MeasurementsSerde.encode(scans)))
        .isEqualTo(golden().getProperty("scans"));
  }

  private static Properties golden() {
    Properties golden = new Properties();
    try (InputStream in =
        GoldenBytesTest.class.getResourceAsStream("/golden/messages.properties")) {
      golden.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return golden;
  }

  /** The message with every field set to a value made from its number; repeated fields have two. */
  private static Message filled(Message empty) {
    Message.Builder builder = empty.newBuilderForType();
    for (FieldDescriptor field : empty.getDescriptorForType().getFields()) {
      if (field.isRepeated()) {
        builder.addRepeatedField(field, value(builder, field, 1));
        builder.addRepeatedField(field, value(builder, field, 2));
      } else {
        builder.setField(field, value(builder, field, 1));
      }
    }
    return builder.build();
  }

  private static Object value(Message.Builder builder, FieldDescriptor field, int turn) {
    int seed = field.getNumber() * 10 + turn;
    return switch (field.getJavaType()) {
      case INT -> seed;
      case LONG -> 1_000_000L * seed;
      case FLOAT -> seed + 0.5f;
      case DOUBLE -> seed + 0.25;
      case BOOLEAN -> true;
      case STRING -> field.getName() + turn;
      case BYTE_STRING -> ByteString.copyFrom(field.getName(), StandardCharsets.UTF_8);
      case ENUM -> field.getEnumType().getValues().get(1);
      case MESSAGE -> filled(builder.newBuilderForField(field).build());
    };
  }
}
