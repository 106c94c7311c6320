package io.millwright.gateway;

import static org.eclipse.milo.opcua.stack.core.types.builtin.unsigned.Unsigned.uint;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.milo.opcua.sdk.core.Reference;
import org.eclipse.milo.opcua.sdk.server.EndpointConfig;
import org.eclipse.milo.opcua.sdk.server.ManagedNamespaceWithLifecycle;
import org.eclipse.milo.opcua.sdk.server.OpcUaServer;
import org.eclipse.milo.opcua.sdk.server.OpcUaServerConfig;
import org.eclipse.milo.opcua.sdk.server.identity.AnonymousIdentityValidator;
import org.eclipse.milo.opcua.sdk.server.identity.CompositeValidator;
import org.eclipse.milo.opcua.sdk.server.identity.UsernameIdentityValidator;
import org.eclipse.milo.opcua.sdk.server.identity.X509IdentityValidator;
import org.eclipse.milo.opcua.sdk.server.items.DataItem;
import org.eclipse.milo.opcua.sdk.server.items.MonitoredItem;
import org.eclipse.milo.opcua.sdk.server.model.variables.AnalogItemType;
import org.eclipse.milo.opcua.sdk.server.nodes.UaFolderNode;
import org.eclipse.milo.opcua.sdk.server.nodes.UaVariableNode;
import org.eclipse.milo.opcua.sdk.server.nodes.filters.AttributeFilters;
import org.eclipse.milo.opcua.sdk.server.util.SubscriptionModel;
import org.eclipse.milo.opcua.stack.core.NodeIds;
import org.eclipse.milo.opcua.stack.core.security.CertificateValidator;
import org.eclipse.milo.opcua.stack.core.security.DefaultApplicationGroup;
import org.eclipse.milo.opcua.stack.core.security.DefaultCertificateManager;
import org.eclipse.milo.opcua.stack.core.security.MemoryCertificateQuarantine;
import org.eclipse.milo.opcua.stack.core.security.MemoryCertificateStore;
import org.eclipse.milo.opcua.stack.core.security.MemoryTrustListManager;
import org.eclipse.milo.opcua.stack.core.security.RsaSha256CertificateFactory;
import org.eclipse.milo.opcua.stack.core.security.SecurityPolicy;
import org.eclipse.milo.opcua.stack.core.types.builtin.DataValue;
import org.eclipse.milo.opcua.stack.core.types.builtin.DateTime;
import org.eclipse.milo.opcua.stack.core.types.builtin.LocalizedText;
import org.eclipse.milo.opcua.stack.core.types.builtin.NodeId;
import org.eclipse.milo.opcua.stack.core.types.builtin.StatusCode;
import org.eclipse.milo.opcua.stack.core.types.builtin.Variant;
import org.eclipse.milo.opcua.stack.core.types.enumerated.MessageSecurityMode;
import org.eclipse.milo.opcua.stack.core.types.structured.EUInformation;
import org.eclipse.milo.opcua.stack.core.types.structured.Range;
import org.eclipse.milo.opcua.stack.core.util.SelfSignedCertificateBuilder;
import org.eclipse.milo.opcua.stack.core.util.SelfSignedCertificateGenerator;
import org.eclipse.milo.opcua.stack.transport.server.tcp.OpcTcpServerTransport;
import org.eclipse.milo.opcua.stack.transport.server.tcp.OpcTcpServerTransportConfig;
import org.jspecify.annotations.Nullable;

/**
 * A server of the library's own, with a machine in it:
 *
 * <pre>
 *  Objects / Press / Temp, Running, Name (text), Trend (array)
 *                  / Motor 1 / Speed
 *          Hydraulics / Pressure (analog item, 0 to 200 bar)
 * </pre>
 */
final class OpcUaPlant implements AutoCloseable {
  static final String USER = "operator";
  static final String PASSWORD = "s3cret";
  private static final String URI = "urn:millwright:test:plant";

  private final int port;
  private final KeyPair keys;
  private final X509Certificate certificate;
  private final Map<String, DataValue> values = new ConcurrentHashMap<>();
  private OpcUaServer server;
  private Machine machine;
  private volatile @Nullable X509Certificate trustedUser;

  OpcUaPlant() throws Exception {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    keys = SelfSignedCertificateGenerator.generateRsaKeyPair(2048);
    certificate =
        new SelfSignedCertificateBuilder(keys)
            .setCommonName("plant")
            .setApplicationUri(URI)
            .addDnsName("localhost")
            .addIpAddress("127.0.0.1")
            .build();
    reset();
    start();
  }

  /** Gives every value what it had at first, and trusts no user by certificate. */
  void reset() {
    trustedUser = null;
    set("Temp", 20.0);
    set("Running", true);
    set("Name", "press");
    set("Trend", new Double[] {1.0, 2.0});
    set("Speed", uint(1500));
    set("Pressure", 100.0);
  }

  String endpoint() {
    return endpoint(port);
  }

  static String endpoint(int port) {
    return "opc.tcp://127.0.0.1:" + port + "/plant";
  }

  int port() {
    return port;
  }

  X509Certificate certificate() {
    return certificate;
  }

  void start() throws Exception {
    DefaultApplicationGroup group =
        DefaultApplicationGroup.createAndInitialize(
            new MemoryTrustListManager(),
            new MemoryCertificateStore(),
            new RsaSha256CertificateFactory() {
              @Override
              protected KeyPair createRsaSha256KeyPair() {
                return keys;
              }

              @Override
              protected X509Certificate[] createRsaSha256CertificateChain(KeyPair pair) {
                return new X509Certificate[] {certificate};
              }
            },
            new CertificateValidator.InsecureCertificateValidator());
    server =
        new OpcUaServer(
            OpcUaServerConfig.builder()
                .setApplicationUri(URI)
                .setApplicationName(LocalizedText.english("plant"))
                .setEndpoints(endpoints())
                .setIdentityValidator(
                    new CompositeValidator(
                        AnonymousIdentityValidator.INSTANCE,
                        new UsernameIdentityValidator(
                            challenge ->
                                USER.equals(challenge.getUsername())
                                    && PASSWORD.equals(challenge.getPassword())),
                        new X509IdentityValidator(shown -> shown.equals(trustedUser))))
                .setCertificateManager(
                    new DefaultCertificateManager(new MemoryCertificateQuarantine(), group))
                .build(),
            profile -> new OpcTcpServerTransport(OpcTcpServerTransportConfig.newBuilder().build()));
    machine = new Machine(server);
    machine.startup();
    server.startup().get();
  }

  /** All that the library has. */
  private Set<EndpointConfig> endpoints() {
    Set<EndpointConfig> endpoints = new LinkedHashSet<>();
    for (SecurityPolicy policy : SecurityPolicy.values()) {
      if (policy == SecurityPolicy.None) {
        endpoints.add(endpointOf(policy, MessageSecurityMode.None));
      } else {
        endpoints.add(endpointOf(policy, MessageSecurityMode.Sign));
        endpoints.add(endpointOf(policy, MessageSecurityMode.SignAndEncrypt));
      }
    }
    return endpoints;
  }

  /** Lets in the user with that certificate. */
  void trustUser(X509Certificate user) {
    trustedUser = user;
  }

  /** The security policies of the sessions. */
  List<SecurityPolicy> policies() {
    return server.getSessionManager().getAllSessions().stream()
        .map(session -> session.getSecurityConfiguration().getSecurityPolicy())
        .toList();
  }

  private EndpointConfig endpointOf(SecurityPolicy policy, MessageSecurityMode mode) {
    return EndpointConfig.newBuilder()
        .setBindAddress("127.0.0.1")
        .setBindPort(port)
        // A name that a gateway outside of the server's own network cannot resolve.
        .setHostname("plant.invalid")
        .setPath("/plant")
        .setCertificate(certificate)
        .setSecurityPolicy(policy)
        .setSecurityMode(mode)
        .addTokenPolicies(
            OpcUaServerConfig.USER_TOKEN_POLICY_ANONYMOUS,
            OpcUaServerConfig.USER_TOKEN_POLICY_USERNAME,
            OpcUaServerConfig.USER_TOKEN_POLICY_X509)
        .build();
  }

  void stop() throws Exception {
    machine.shutdown();
    server.shutdown().get();
  }

  @Override
  public void close() throws Exception {
    stop();
  }

  /** How many sessions there are, to see who is connected. */
  int sessions() {
    return server.getSessionManager().getAllSessions().size();
  }

  void set(String name, Object value) {
    set(name, value, StatusCode.GOOD, Instant.now());
  }

  void set(String name, Object value, StatusCode status, Instant sourceTime) {
    DataValue changed = new DataValue(new Variant(value), status, new DateTime(sourceTime));
    values.put(name, changed);
    if (machine != null) {
      machine.set(name, changed);
    }
  }

  /** The program of a further machine is loaded: a folder with a value in it. */
  void load(String folder, String name, double value) {
    set(name, value);
    machine.variable(name, NodeIds.Double, machine.folder(folder, NodeIds.ObjectsFolder));
  }

  /** How often the server has looked at the values of its subscriptions' items of that name. */
  int samples(String name) {
    return machine.samples.getOrDefault(name, new AtomicInteger()).get();
  }

  private final class Machine extends ManagedNamespaceWithLifecycle {
    private final SubscriptionModel model;
    private final Map<String, UaVariableNode> nodes = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> samples = new ConcurrentHashMap<>();

    Machine(OpcUaServer server) {
      super(server, "urn:millwright:test");
      model = new SubscriptionModel(server, this);
      getLifecycleManager().addLifecycle(model);
      getLifecycleManager().addStartupTask(this::makeNodes);
    }

    private void makeNodes() {
      UaFolderNode press = folder("Press", NodeIds.ObjectsFolder);
      variable("Temp", NodeIds.Double, press);
      variable("Running", NodeIds.Boolean, press);
      variable("Name", NodeIds.String, press);
      variable("Trend", NodeIds.Double, press);
      UaFolderNode motor = folder("Motor 1", press.getNodeId());
      variable("Speed", NodeIds.UInt32, motor);
      UaFolderNode hydraulics = folder("Hydraulics", NodeIds.ObjectsFolder);
      analog(variable("Pressure", NodeIds.Double, hydraulics, NodeIds.AnalogItemType));
    }

    private UaFolderNode folder(String name, NodeId parent) {
      UaFolderNode folder =
          new UaFolderNode(
              getNodeContext(),
              newNodeId(name),
              newQualifiedName(name),
              LocalizedText.english(name));
      getNodeManager().addNode(folder);
      folder.addReference(
          new Reference(
              folder.getNodeId(),
              NodeIds.Organizes,
              parent.expanded(),
              Reference.Direction.INVERSE));
      return folder;
    }

    private void variable(String name, NodeId type, UaFolderNode parent) {
      variable(name, type, parent, NodeIds.BaseDataVariableType);
    }

    private UaVariableNode variable(
        String name, NodeId type, UaFolderNode parent, NodeId definition) {
      UaVariableNode node =
          new UaVariableNode.UaVariableNodeBuilder(getNodeContext())
              .setNodeId(newNodeId(name))
              .setBrowseName(newQualifiedName(name))
              .setDisplayName(LocalizedText.english(name))
              .setDataType(type)
              .setTypeDefinition(definition)
              .build();
      node.setValue(Objects.requireNonNull(values.get(name)));
      AtomicInteger looks = samples.computeIfAbsent(name, key -> new AtomicInteger());
      node.getFilterChain()
          .addLast(
              AttributeFilters.getValue(
                  context -> {
                    looks.incrementAndGet();
                    return Objects.requireNonNull(values.get(name));
                  }));
      getNodeManager().addNode(node);
      parent.addOrganizes(node);
      nodes.put(name, node);
      return node;
    }

    private void analog(UaVariableNode node) {
      node.setProperty(AnalogItemType.EU_RANGE, new Range(0.0, 200.0));
      node.setProperty(
          AnalogItemType.ENGINEERING_UNITS,
          new EUInformation(
              "http://www.opcfoundation.org/UA/units/un/cefact",
              ('B' << 16) + ('A' << 8) + 'R',
              LocalizedText.english("bar"),
              LocalizedText.english("bar")));
    }

    void set(String name, DataValue value) {
      UaVariableNode node = nodes.get(name);
      if (node != null) {
        node.setValue(value);
      }
    }

    @Override
    public void onDataItemsCreated(List<DataItem> items) {
      model.onDataItemsCreated(items);
    }

    @Override
    public void onDataItemsModified(List<DataItem> items) {
      model.onDataItemsModified(items);
    }

    @Override
    public void onDataItemsDeleted(List<DataItem> items) {
      model.onDataItemsDeleted(items);
    }

    @Override
    public void onMonitoringModeChanged(List<MonitoredItem> items) {
      model.onMonitoringModeChanged(items);
    }
  }
}
