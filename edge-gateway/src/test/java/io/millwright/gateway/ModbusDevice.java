package io.millwright.gateway;

import com.digitalpetri.modbus.ExceptionCode;
import com.digitalpetri.modbus.FunctionCode;
import com.digitalpetri.modbus.exceptions.ModbusResponseException;
import com.digitalpetri.modbus.exceptions.UnknownUnitIdException;
import com.digitalpetri.modbus.pdu.ReadCoilsRequest;
import com.digitalpetri.modbus.pdu.ReadCoilsResponse;
import com.digitalpetri.modbus.pdu.ReadDiscreteInputsRequest;
import com.digitalpetri.modbus.pdu.ReadDiscreteInputsResponse;
import com.digitalpetri.modbus.pdu.ReadHoldingRegistersRequest;
import com.digitalpetri.modbus.pdu.ReadHoldingRegistersResponse;
import com.digitalpetri.modbus.pdu.ReadInputRegistersRequest;
import com.digitalpetri.modbus.pdu.ReadInputRegistersResponse;
import com.digitalpetri.modbus.server.ModbusRequestContext;
import com.digitalpetri.modbus.server.ModbusServices;
import com.digitalpetri.modbus.server.ModbusTcpServer;
import com.digitalpetri.modbus.server.ProcessImage;
import com.digitalpetri.modbus.server.ReadOnlyModbusServices;
import com.digitalpetri.modbus.tcp.server.NettyTcpServerTransport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A device of the library's own server, which writes down what it is asked. */
final class ModbusDevice implements AutoCloseable {
  private final ProcessImage image = new ProcessImage();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final Set<Integer> missing = ConcurrentHashMap.newKeySet();
  private final Set<Integer> silentUnits = ConcurrentHashMap.newKeySet();
  private final int port;
  private ModbusTcpServer server;

  ModbusDevice() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server = started();
  }

  private ModbusTcpServer started() {
    ModbusTcpServer starting =
        ModbusTcpServer.create(
            NettyTcpServerTransport.create(
                settings -> {
                  settings.bindAddress = "127.0.0.1";
                  settings.port = port;
                }),
            new Services());
    try {
      starting.start();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    return starting;
  }

  int port() {
    return port;
  }

  /** Each request as {@code unit:start+quantity}, of holding registers. */
  List<String> requests() {
    return requests;
  }

  /** There is no such register any more. */
  void remove(int register) {
    missing.add(register);
  }

  void silence(int unit) {
    silentUnits.add(unit);
  }

  /** Each unit answers again. */
  void speak() {
    silentUnits.clear();
  }

  void holding(int address, long bits, int registers) {
    byte[] big = ByteBuffer.allocate(8).putLong(bits).array();
    image.with(
        transaction ->
            transaction.writeHoldingRegisters(
                table -> {
                  for (int i = 0; i < registers; i++) {
                    int at = 8 - 2 * registers + 2 * i;
                    table.put(address + i, new byte[] {big[at], big[at + 1]});
                  }
                }));
  }

  void input(int address, int value) {
    image.with(
        transaction ->
            transaction.writeInputRegisters(
                table -> table.put(address, new byte[] {(byte) (value >> 8), (byte) value})));
  }

  void coil(int address, boolean value) {
    image.with(transaction -> transaction.writeCoils(table -> table.put(address, value)));
  }

  void discrete(int address, boolean value) {
    image.with(transaction -> transaction.writeDiscreteInputs(table -> table.put(address, value)));
  }

  void stop() throws Exception {
    server.stop();
  }

  void start() {
    server = started();
  }

  @Override
  public void close() throws Exception {
    stop();
  }

  private final class Services implements ModbusServices {
    private final ModbusServices memory =
        new ReadOnlyModbusServices() {
          @Override
          protected Optional<ProcessImage> getProcessImage(int unitId) {
            return silentUnits.contains(unitId) ? Optional.empty() : Optional.of(image);
          }
        };

    @Override
    public ReadHoldingRegistersResponse readHoldingRegisters(
        ModbusRequestContext context, int unitId, ReadHoldingRegistersRequest request)
        throws ModbusResponseException, UnknownUnitIdException {
      requests.add(unitId + ":" + request.address() + "+" + request.quantity());
      for (int i = 0; i < request.quantity(); i++) {
        if (missing.contains(request.address() + i)) {
          throw new ModbusResponseException(
              FunctionCode.READ_HOLDING_REGISTERS, ExceptionCode.ILLEGAL_DATA_ADDRESS);
        }
      }
      return memory.readHoldingRegisters(context, unitId, request);
    }

    @Override
    public ReadInputRegistersResponse readInputRegisters(
        ModbusRequestContext context, int unitId, ReadInputRegistersRequest request)
        throws ModbusResponseException, UnknownUnitIdException {
      return memory.readInputRegisters(context, unitId, request);
    }

    @Override
    public ReadCoilsResponse readCoils(
        ModbusRequestContext context, int unitId, ReadCoilsRequest request)
        throws ModbusResponseException, UnknownUnitIdException {
      return memory.readCoils(context, unitId, request);
    }

    @Override
    public ReadDiscreteInputsResponse readDiscreteInputs(
        ModbusRequestContext context, int unitId, ReadDiscreteInputsRequest request)
        throws ModbusResponseException, UnknownUnitIdException {
      return memory.readDiscreteInputs(context, unitId, request);
    }
  }
}
