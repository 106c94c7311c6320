package io.millwright.gateway.coap;

import static org.eclipse.californium.core.config.CoapConfig.BLOCKWISE_STATUS_LIFETIME;
import static org.eclipse.californium.core.config.CoapConfig.MAX_ACTIVE_PEERS;
import static org.eclipse.californium.core.config.CoapConfig.MAX_MESSAGE_SIZE;
import static org.eclipse.californium.core.config.CoapConfig.MAX_PEER_INACTIVITY_PERIOD;
import static org.eclipse.californium.core.config.CoapConfig.MAX_RESOURCE_BODY_SIZE;
import static org.eclipse.californium.core.config.CoapConfig.MAX_SERVER_OBSERVES;
import static org.eclipse.californium.core.config.CoapConfig.PREFERRED_BLOCK_SIZE;
import static org.eclipse.californium.core.config.CoapConfig.RESPONSE_MATCHING;
import static org.eclipse.californium.scandium.config.DtlsConfig.DTLS_CIPHER_SUITES;
import static org.eclipse.californium.scandium.config.DtlsConfig.DTLS_CONNECTION_ID_LENGTH;
import static org.eclipse.californium.scandium.config.DtlsConfig.DTLS_MAX_CONNECTIONS;
import static org.eclipse.californium.scandium.config.DtlsConfig.DTLS_MAX_FRAGMENTED_HANDSHAKE_MESSAGE_LENGTH;
import static org.eclipse.californium.scandium.config.DtlsConfig.DTLS_RECEIVER_THREAD_COUNT;
import static org.eclipse.californium.scandium.config.DtlsConfig.DTLS_RECOMMENDED_CIPHER_SUITES_ONLY;
import static org.eclipse.californium.scandium.config.DtlsConfig.DTLS_ROLE;
import static org.eclipse.californium.scandium.config.DtlsConfig.DTLS_STALE_CONNECTION_THRESHOLD;
import static org.eclipse.californium.scandium.config.DtlsConfig.DTLS_USE_HELLO_VERIFY_REQUEST;
import static org.eclipse.californium.scandium.config.DtlsConfig.DTLS_USE_HELLO_VERIFY_REQUEST_FOR_PSK;

import io.millwright.gateway.device.DeviceAccess;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.eclipse.californium.core.config.CoapConfig.MatcherMode;
import org.eclipse.californium.core.network.CoapEndpoint;
import org.eclipse.californium.core.network.InMemoryMessageExchangeStore;
import org.eclipse.californium.core.network.Outbox;
import org.eclipse.californium.core.network.RandomTokenGenerator;
import org.eclipse.californium.core.network.TokenGenerator;
import org.eclipse.californium.core.network.serialization.UdpDataSerializer;
import org.eclipse.californium.core.network.stack.BaseCoapStack;
import org.eclipse.californium.core.network.stack.BlockwiseLayer;
import org.eclipse.californium.core.network.stack.CongestionControlLayer;
import org.eclipse.californium.core.network.stack.ExchangeCleanupLayer;
import org.eclipse.californium.core.network.stack.Layer;
import org.eclipse.californium.core.network.stack.ObserveLayer;
import org.eclipse.californium.elements.EndpointContextMatcher;
import org.eclipse.californium.elements.config.Configuration;
import org.eclipse.californium.elements.config.UdpConfig;
import org.eclipse.californium.scandium.DTLSConnector;
import org.eclipse.californium.scandium.config.DtlsConfig.DtlsRole;
import org.eclipse.californium.scandium.config.DtlsConnectorConfig;
import org.eclipse.californium.scandium.dtls.cipher.CipherSuite;

/** Makes the sockets that Californium listens on, with their limits. */
final class Endpoints {
  static {
    org.eclipse.californium.core.config.CoapConfig.register();
    UdpConfig.register();
    org.eclipse.californium.scandium.config.DtlsConfig.register();
  }

  /**
   * How many of a peer's newest messages are known again when they are repeated. Room for sixteen
   * uploads at once (NSTART 16) of 64 blocks each; a datagram is repeated for 45 s at most, and
   * meanwhile its sender has one exchange fewer for other messages.
   */
  static final int REMEMBERED_MESSAGES_PER_PEER = 1_024;

  /** And of all peers together so many times {@code coap.max-peers}: one costs 2 to 7 KB. */
  private static final int REMEMBERED_MESSAGES_BY_PEERS = 8;

  /** The strongest first; the last is the one that RFC 7252 makes every device have. */
  private static final List<CipherSuite> CIPHER_SUITES =
      List.of(
          CipherSuite.TLS_ECDHE_PSK_WITH_AES_128_GCM_SHA256,
          CipherSuite.TLS_ECDHE_PSK_WITH_AES_128_CCM_SHA256,
          CipherSuite.TLS_PSK_WITH_AES_128_GCM_SHA256,
          CipherSuite.TLS_PSK_WITH_AES_128_CCM,
          CipherSuite.TLS_PSK_WITH_AES_128_CCM_8);

  private final CoapConfig config;
  private final Configuration californium = Configuration.createStandardWithoutFile();

  Endpoints(CoapConfig config) {
    this.config = config;
    californium.set(MAX_RESOURCE_BODY_SIZE, config.maxMessageBytes());
    californium.set(MAX_MESSAGE_SIZE, 1_024);
    californium.set(PREFERRED_BLOCK_SIZE, 1_024);
    californium.set(BLOCKWISE_STATUS_LIFETIME, 60, TimeUnit.SECONDS);
    californium.set(MAX_ACTIVE_PEERS, config.maxPeers());
    californium.set(MAX_SERVER_OBSERVES, 2 * config.maxPeers());
    // Longer than an exchange lives (247 s), so that a forgotten peer cannot repeat a message.
    californium.set(MAX_PEER_INACTIVITY_PERIOD, 300, TimeUnit.SECONDS);
  }

  Configuration californium() {
    return californium;
  }

  CoapEndpoint plain() {
    return builder(californium)
        .setInetSocketAddress(new InetSocketAddress(config.host(), config.port()))
        .build();
  }

  CoapEndpoint dtls(DtlsConfig dtls, DeviceAccess access, DtlsSessions sessions) {
    Configuration secured = new Configuration(californium);
    // A device is who it has proven to be, not the address that it has at the moment.
    secured.set(RESPONSE_MATCHING, MatcherMode.PRINCIPAL_IDENTITY);
    secured.set(DTLS_ROLE, DtlsRole.SERVER_ONLY);
    secured.set(DTLS_CONNECTION_ID_LENGTH, dtls.connectionIdLength());
    secured.set(DTLS_CIPHER_SUITES, CIPHER_SUITES);
    secured.set(DTLS_RECOMMENDED_CIPHER_SUITES_ONLY, false);
    secured.set(DTLS_MAX_CONNECTIONS, dtls.maxSessions());
    secured.set(DTLS_STALE_CONNECTION_THRESHOLD, 1, TimeUnit.HOURS);
    // No state for, and no large answer to, an address that has not shown that it is the sender's.
    secured.set(DTLS_USE_HELLO_VERIFY_REQUEST, true);
    secured.set(DTLS_USE_HELLO_VERIFY_REQUEST_FOR_PSK, true);
    secured.set(DTLS_MAX_FRAGMENTED_HANDSHAKE_MESSAGE_LENGTH, 2_048);
    secured.set(DTLS_RECEIVER_THREAD_COUNT, 1);
    DTLSConnector connector =
        new DTLSConnector(
            DtlsConnectorConfig.builder(secured)
                .setAddress(new InetSocketAddress(dtls.host(), dtls.port()))
                .setAdvancedPskStore(new DtlsKeys(access, sessions.revocations()))
                .setApplicationLevelInfoSupplier(sessions::established)
                .build());
    sessions.of(connector);
    return builder(secured).setConnector(connector).build();
  }

  private CoapEndpoint.Builder builder(Configuration configuration) {
    TokenGenerator tokens = new RandomTokenGenerator(configuration);
    InMemoryMessageExchangeStore exchanges =
        new InMemoryMessageExchangeStore(configuration, tokens);
    exchanges.setDeduplicator(
        new RecentMessages(
            REMEMBERED_MESSAGES_BY_PEERS * config.maxPeers(),
            REMEMBERED_MESSAGES_PER_PEER,
            System::nanoTime));
    // Of this socket alone: who has proven nothing must not take the room of those who have.
    UploadBudget uploads = new UploadBudget(config.maxUploadBytes(), config.maxMessageBytes());
    return CoapEndpoint.builder()
        .setConfiguration(configuration)
        .setTokenGenerator(tokens)
        .setMessageExchangeStore(exchanges)
        .setDataSerializerAndParser(new UdpDataSerializer(), new DatagramParser())
        .setCoapStackFactory(
            (StackFactory)
                (protocol, tag, settings, matching, outbox, custom) ->
                    new Stack(tag, settings, matching, outbox, uploads, config));
  }

  /** Californium's stack for UDP, and the limit of uploads in it. */
  private static final class Stack extends BaseCoapStack {
    private Stack(
        String tag,
        Configuration settings,
        EndpointContextMatcher matching,
        Outbox outbox,
        UploadBudget uploads,
        CoapConfig config) {
      super(outbox);
      setLayers(
          new Layer[] {
            new ExchangeCleanupLayer(settings),
            new ObserveLayer(settings),
            new BlockwiseLayer(tag, false, settings, matching),
            new UploadLimitLayer(uploads, config),
            new AnswerLimitLayer(config.maxPeers()),
            CongestionControlLayer.newImplementation(tag, settings)
          });
    }
  }
}
