package io.millwright.gateway.modbus;

import com.digitalpetri.modbus.client.ModbusTcpClient;
import com.digitalpetri.modbus.exceptions.ModbusException;
import com.digitalpetri.modbus.exceptions.ModbusResponseException;
import com.digitalpetri.modbus.pdu.ModbusRequestPdu;
import com.digitalpetri.modbus.pdu.ModbusResponsePdu;
import com.digitalpetri.modbus.pdu.ReadCoilsRequest;
import com.digitalpetri.modbus.pdu.ReadCoilsResponse;
import com.digitalpetri.modbus.pdu.ReadDiscreteInputsRequest;
import com.digitalpetri.modbus.pdu.ReadDiscreteInputsResponse;
import com.digitalpetri.modbus.pdu.ReadHoldingRegistersRequest;
import com.digitalpetri.modbus.pdu.ReadHoldingRegistersResponse;
import com.digitalpetri.modbus.pdu.ReadInputRegistersRequest;
import com.digitalpetri.modbus.pdu.ReadInputRegistersResponse;
import io.millwright.gateway.source.Watch;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Sends one request at a time, and waits for its answer. */
final class DeviceReader {
  private final ModbusTcpClient client;
  private final Duration timeout;
  private final Watch watch;

  DeviceReader(ModbusTcpClient client, Duration timeout, Watch watch) {
    this.client = client;
    this.timeout = timeout;
    this.watch = watch;
  }

  /** What became of a request. */
  sealed interface Answer {
    /** What was read. */
    @SuppressWarnings("ArrayRecordComponent") // used once, never compared
    record Data(byte[] bytes) implements Answer {}

    /** The device says no. */
    record Refused(int code) implements Answer {
      static final int ILLEGAL_DATA_ADDRESS = 2;

      String meaning() {
        return switch (code) {
          case 1 -> "illegal function: the device has no such table";
          case ILLEGAL_DATA_ADDRESS -> "illegal data address: the device has no such address";
          case 3 ->
              "illegal data value: the device does not allow so many at once; lower max-registers";
          case 4 -> "device failure";
          case 5 -> "acknowledge: the device needs longer";
          case 6 -> "device busy: poll less often";
          case 8 -> "memory parity error";
          default -> "exception " + code;
        };
      }
    }

    /** No answer within the timeout, also when a gateway says so of a unit behind it. */
    record Silence(String reason) implements Answer {
      static final Silence IN_TIME = new Silence("no answer in time");
    }

    /** The connection is of no use any more. */
    record Lost() implements Answer {}
  }

  Answer read(Request request) throws InterruptedException {
    try {
      ModbusResponsePdu response =
          client
              .sendAsync(request.unitId(), pdu(request))
              .toCompletableFuture()
              // The client ends at its own timeout; this only guards against a fault in it.
              .get(timeout.toMillis() + 1_000, TimeUnit.MILLISECONDS);
      watch.heard();
      byte[] data = data(response);
      if (data.length < request.answerBytes()) {
        watch.lost(
            "the answer for "
                + request
                + " has "
                + data.length
                + " bytes instead of "
                + request.answerBytes());
        return new Answer.Lost();
      }
      return new Answer.Data(data);
    } catch (TimeoutException e) {
      return Answer.Silence.IN_TIME;
    } catch (ExecutionException e) {
      return failure(e.getCause() == null ? e : e.getCause());
    }
  }

  private Answer failure(Throwable cause) {
    if (cause instanceof ModbusResponseException refused) {
      watch.heard();
      return switch (refused.getExceptionCode()) {
        case 10 -> new Answer.Silence("gateway path unavailable: check the unit id");
        case 11 ->
            new Answer.Silence(
                "gateway target device failed to respond: check the unit id and its wiring");
        default -> new Answer.Refused(refused.getExceptionCode());
      };
    }
    if (cause instanceof TimeoutException) {
      return Answer.Silence.IN_TIME;
    }
    watch.lost(
        (cause instanceof ModbusException ? "the device does not keep to the protocol: " : "")
            + cause);
    return new Answer.Lost();
  }

  private static ModbusRequestPdu pdu(Request request) {
    int start = request.start();
    int quantity = request.quantity();
    return switch (request.table()) {
      case HOLDING -> new ReadHoldingRegistersRequest(start, quantity);
      case INPUT -> new ReadInputRegistersRequest(start, quantity);
      case COIL -> new ReadCoilsRequest(start, quantity);
      case DISCRETE -> new ReadDiscreteInputsRequest(start, quantity);
    };
  }

  private static byte[] data(ModbusResponsePdu response) {
    if (response instanceof ReadHoldingRegistersResponse holding) {
      return holding.registers();
    } else if (response instanceof ReadInputRegistersResponse input) {
      return input.registers();
    } else if (response instanceof ReadCoilsResponse coils) {
      return coils.coils();
    } else if (response instanceof ReadDiscreteInputsResponse discrete) {
      return discrete.inputs();
    }
    return new byte[0];
  }
}
