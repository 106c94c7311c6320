package io.millwright.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.millwright.gateway.broker.BrokerConfig;
import io.millwright.gateway.config.ConfigProblems;
import io.millwright.gateway.config.InvalidConfigException;
import io.millwright.gateway.modbus.ModbusConfig;
import io.millwright.gateway.modbus.ModbusPoint;
import io.millwright.gateway.modbus.Order;
import io.millwright.gateway.modbus.Table;
import io.millwright.gateway.modbus.ValueType;
import io.millwright.gateway.opcua.OpcUaConfig;
import io.millwright.gateway.opcua.Sampling.Deadband;
import io.millwright.gateway.opcua.Security;
import io.millwright.gateway.opcua.UserIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SourcesFileTest {
  @TempDir private Path directory;
  private final ConfigProblems problems = new ConfigProblems();

  private SourcesConfig read(String text) throws IOException {
    Path file = directory.resolve("sources.yml");
    Files.writeString(file, text);
    return SourcesFile.read(file, directory, Map.of("BOILER_HOST", "10.0.0.5")::get, problems);
  }

  private List<String> problemsOf(String text) throws IOException {
    read(text);
    InvalidConfigException problem =
        Assertions.catchThrowableOfType(InvalidConfigException.class, problems::throwIfAny);
    return problem.problems().stream()
        .map(line -> line.replace(directory.resolve("sources.yml") + ", ", ""))
        .toList();
  }

  @Test
  void readsADeviceWithWhatItSaysForAllPoints() throws IOException {
    ModbusConfig device =
        read("""
            modbus:
              - name: boiler
                host: ${BOILER_HOST}
                tenant: demo
                asset: boiler-1
                word-order: little
                timeout: PT0.5S
                groups:
                  - interval: PT2S
                    points:
                      - {point: temp, address: 100, type: float32, scale: 0.1, offset: -40}
                      - {point: alarm, asset: boiler-2, table: discrete, address: 7, unit-id: 3}
            """)
            .modbus()
            .get(0);

    problems.throwIfAny();
    assertThat(device.host()).isEqualTo("10.0.0.5");
    assertThat(device.port()).isEqualTo(502);
    assertThat(device.timeout()).isEqualTo(Duration.ofMillis(500));
    assertThat(device.groups().get(0).interval()).isEqualTo(Duration.ofSeconds(2));
    ModbusPoint temp = device.groups().get(0).points().get(0);
    assertThat(temp.asset()).hasToString("demo/boiler-1");
    assertThat(temp.type()).isEqualTo(ValueType.FLOAT32);
    assertThat(temp.wordOrder()).isEqualTo(Order.LITTLE);
    assertThat(temp.byteOrder()).isEqualTo(Order.BIG);
    assertThat(temp.scale()).isEqualTo(0.1);
    assertThat(temp.offset()).isEqualTo(-40);
    ModbusPoint alarm = device.groups().get(0).points().get(1);
    assertThat(alarm.asset()).hasToString("demo/boiler-2");
    assertThat(alarm.table()).isEqualTo(Table.DISCRETE);
    assertThat(alarm.unitId()).isEqualTo(3);
  }

  @Test
  void tellsEveryProblemAtOnceWithItsLineAndWhatWouldBeRight() throws IOException {
    assertThat(
            problemsOf(
                """
                modbus:
                  - name: Boiler 1
                    host: ${NOWHERE}
                    port: many
                    tenant: demo
                    asset: boiler-1
                    asset: boiler-2
                    polling: fast
                    groups:
                      - interval: 5s
                        points:
                          - {point: temp, address: 70000}
                          - {point: te mp, address: 1, table: holdings}
                          - {point: on, address: 1, table: coil, type: float32}
                opcva: []
                """))
        .anyMatch(p -> p.startsWith("line 2: name 'Boiler 1' must be 1 to 63 characters"))
        .anyMatch(p -> p.equals("line 3: the environment variable NOWHERE is not set"))
        .anyMatch(p -> p.equals("line 4: 'port' must be a whole number, but was 'many'"))
        .anyMatch(p -> p.equals("line 7: 'asset' is twice in this section: keep one"))
        .anyMatch(p -> p.startsWith("line 8: there is no 'polling' here: the keys are asset,"))
        .anyMatch(
            p -> p.startsWith("line 10: 'interval' must be an ISO 8601 duration such as PT1S"))
        .anyMatch(p -> p.equals("line 12: address must be between 0 and 65535, but was 70000"))
        .anyMatch(
            p ->
                p.equals(
                    "line 13: 'table' must be one of coil, discrete, holding, input, but was 'holdings'"))
        .anyMatch(p -> p.startsWith("line 14: a coil or discrete input is a bit"))
        .anyMatch(p -> p.startsWith("line 15: there is no 'opcva' here: the keys are"));
  }

  @Test
  void refusesTwoOfAName() throws IOException {
    String device =
        """
          - {name: a, host: h, tenant: demo, asset: x, groups: [{points: [{point: p, address: 1}]}]}
        """;
    assertThat(problemsOf("modbus:\n" + device + device))
        .singleElement()
        .isEqualTo("line 1: there are two sources of modbus with the name 'a'");
  }

  @Test
  void refusesWhatIsNotYamlAndWhatIsNotThere() throws IOException {
    assertThat(problemsOf("modbus: [")).singleElement().asString().contains("is not valid YAML");
    SourcesFile.read(directory.resolve("none.yml"), directory, name -> null, problems);
    assertThat(Assertions.catchThrowable(problems::throwIfAny)).hasMessageContaining("cannot read");
  }

  @Test
  void makesNoObjectOfATag() throws IOException {
    assertThat(problemsOf("!!javax.script.ScriptEngineManager [modbus]"))
        .anyMatch(p -> p.contains("Global tag is not allowed"));
  }

  @Test
  void doesNotReadABombOfAliases() throws IOException {
    StringBuilder bomb = new StringBuilder("a0: &a0 {name: x}\n");
    for (int i = 1; i < 30; i++) {
      bomb.append("a%d: &a%d [%s]\n".formatted(i, i, ("*a" + (i - 1) + ",").repeat(20)));
    }
    bomb.append("modbus: *a29\n");
    assertThat(problemsOf(bomb.toString())).isNotEmpty();
  }

  @Test
  void readsTheExampleOfTheDocumentation() throws IOException {
    String page = Files.readString(Path.of("..", "docs", "connect-devices.md"));
    String example = page.replaceAll("(?s).*```yaml\\R(modbus:.*?)```.*", "$1");
    Path file = directory.resolve("sources.yml");
    Files.writeString(file, example);

    SourcesConfig config =
        SourcesFile.read(file, directory, Map.of("PRESS_PASSWORD", "s3cret")::get, problems);

    problems.throwIfAny();
    assertThat(config.modbus().get(0).groups()).hasSize(2);
    OpcUaConfig press = config.opcUa().get(0);
    assertThat(press.user()).isEqualTo(new UserIdentity.UserName("millwright", "s3cret"));
    assertThat(press.security()).isEqualTo(Security.STRONGEST);
    assertThat(press.points().get(0).sampling().deadband())
        .isEqualTo(new Deadband(Deadband.Kind.ABSOLUTE, 0.5));
    assertThat(press.points().get(1).sampling().interval()).isEqualTo(Duration.ofMillis(250));
    assertThat(press.browse().get(0).limit()).isEqualTo(200);
    assertThat(config.toString()).doesNotContain("s3cret");
  }

  @Test
  void readsTheBrokersOfTheDocumentation() throws IOException {
    String page = Files.readString(Path.of("..", "docs", "connect-devices.md"));
    Path file = directory.resolve("sources.yml");
    Files.writeString(file, page.replaceAll("(?s).*```yaml\\R(broker:.*?)```.*", "$1"));

    SourcesConfig config =
        SourcesFile.read(file, directory, Map.of("HALL_1_PASSWORD", "s3cret")::get, problems);

    problems.throwIfAny();
    BrokerConfig first = config.brokers().get(0);
    assertThat(first.userName()).isEqualTo("millwright");
    assertThat(first.password()).isEqualTo("s3cret");
    assertThat(first.tls().caFile()).isEqualTo("/etc/millwright/hall-1.pem");
    assertThat(first.topicFilters()).isEqualTo(BrokerConfig.DEFAULT_TOPIC_FILTERS);
    assertThat(first.sparkplug()).isFalse();
    BrokerConfig second = config.brokers().get(1);
    assertThat(second.topicFilters())
        .containsExactly("$share/millwright/millwright/v1/+/+/measurements/#");
    assertThat(second.sparkplug()).isTrue();
    assertThat(config.toString()).doesNotContain("s3cret");
  }

  @Test
  void refusesABrokerThatCannotBe() throws IOException {
    assertThat(
            problemsOf(
                """
                broker:
                  - name: Hall 1
                    url: http://hall
                    topic-filters: [plant/#]
                    tls: {certificate-file: a.pem}
                  - name: hall-2
                    url: tcp://hall:1883
                    topic-filters: plant
                """))
        .anyMatch(p -> p.startsWith("line 2: broker.name must be 1 to 63 characters"))
        .anyMatch(p -> p.startsWith("line 2: broker.url must be like tcp://host:1883"))
        .anyMatch(p -> p.startsWith("line 2: each of broker.topic-filters must begin with"))
        .anyMatch(p -> p.startsWith("line 5: broker.tls.certificate-file and"))
        .anyMatch(p -> p.startsWith("line 8: 'topic-filters' must be a list"));
  }

  @Test
  void refusesAServerThatCannotBe() throws IOException {
    assertThat(
            problemsOf(
                """
                opcua:
                  - name: press
                    endpoint: http://press
                    tenant: demo
                    asset: press-1
                    security: {policy: none}
                    user: {name: me, password: x}
                    points:
                      - {point: a, node: "Temp"}
                      - {point: b, node: "ns=2;s=b", path: "2:b"}
                      - {point: c, node: "ns=2;s=c", deadband: {absolute: 1, percent: 2}}
                      - {point: d, node: "ns=2;s=d"}
                """))
        .anyMatch(p -> p.startsWith("line 2: endpoint must be like opc.tcp://host:4840/path"))
        .anyMatch(p -> p.startsWith("line 2: a password would be sent in the clear"))
        .anyMatch(p -> p.startsWith("line 9: node 'Temp' is not valid: write it like ns=2;s="))
        .anyMatch(p -> p.equals("line 10: state either 'node' or 'path', and not both"))
        .anyMatch(p -> p.equals("line 11: state either 'absolute' or 'percent', and not both"));
  }
}
