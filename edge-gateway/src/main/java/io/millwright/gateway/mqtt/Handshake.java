package io.millwright.gateway.mqtt;

import io.millwright.gateway.device.Admission;
import io.millwright.gateway.device.Credentials;
import io.millwright.gateway.device.Protocol;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.mqtt.MqttConnectMessage;
import io.netty.handler.codec.mqtt.MqttConnectPayload;
import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttConnectVariableHeader;
import io.netty.handler.codec.mqtt.MqttIdentifierRejectedException;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttUnacceptableProtocolVersionException;
import io.netty.handler.ssl.SslHandler;
import java.security.cert.X509Certificate;
import java.util.Objects;
import java.util.UUID;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/** Whether a client may come in. */
final class Handshake {
  private Handshake() {}

  sealed interface Result {}

  /**
   * Nothing is wrong with its CONNECT; its credentials have not been judged.
   *
   * @param assignedClientId null when the client brought its own
   * @param will null = none
   */
  record Applicant(
      ClientTerms terms,
      String clientId,
      @Nullable String assignedClientId,
      @Nullable Will will,
      Credentials credentials)
      implements Result {}

  /**
   * Must not come in.
   *
   * @param told what the client hears of it; may be empty
   * @param reason for the log
   */
  record Refused(MqttConnectReturnCode code, String told, String reason) implements Result {}

  /**
   * Judges a CONNECT.
   *
   * @param certificate what the client has proven to own in the TLS handshake; null = none
   */
  static Result judge(
      MqttConnectMessage connect, MqttConfig config, @Nullable X509Certificate certificate) {
    ClientTerms terms = ClientTerms.of(connect, config);
    boolean version5 = terms.version5();
    MqttProperties properties = connect.variableHeader().properties();
    if (properties.getProperty(MqttProperties.AUTHENTICATION_METHOD) != null) {
      return refused(
          terms,
          MqttConnectReturnCode.CONNECTION_REFUSED_BAD_AUTHENTICATION_METHOD,
          "enhanced authentication is not supported");
    }
    if (terms.receiveMaximum() == 0 || terms.maxPacketBytes() == 0) {
      return refused(
          terms,
          MqttConnectReturnCode.CONNECTION_REFUSED_PROTOCOL_ERROR,
          "receive maximum and maximum packet size must not be 0");
    }
    String clientId = connect.payload().clientIdentifier();
    boolean assigned = clientId.isEmpty();
    if (assigned && !version5 && !terms.cleanStart()) {
      return refused(
          terms,
          MqttConnectReturnCode.CONNECTION_REFUSED_IDENTIFIER_REJECTED,
          "a client without id must ask for a clean session");
    }
    if (clientId.length() > config.maxClientIdLength()
        || clientId.chars().anyMatch(Character::isISOControl)) {
      return refused(
          terms,
          version5
              ? MqttConnectReturnCode.CONNECTION_REFUSED_CLIENT_IDENTIFIER_NOT_VALID
              : MqttConnectReturnCode.CONNECTION_REFUSED_IDENTIFIER_REJECTED,
          "the client id must have at most "
              + config.maxClientIdLength()
              + " characters and no control characters, but has "
              + clientId.length()
              + " characters");
    }
    Will will = Will.of(connect);
    if (will != null
        && (will.topic().isEmpty() || will.topic().length() > TopicFilter.MAX_CHARACTERS)) {
      return refused(
          terms,
          version5
              ? MqttConnectReturnCode.CONNECTION_REFUSED_TOPIC_NAME_INVALID
              : MqttConnectReturnCode.CONNECTION_REFUSED_SERVER_UNAVAILABLE,
          "the topic of the will must have 1 to " + TopicFilter.MAX_CHARACTERS + " characters");
    }
    String identity = assigned ? "auto-" + UUID.randomUUID() : clientId;
    return new Applicant(
        terms,
        identity,
        assigned ? identity : null,
        will,
        credentials(connect, identity, certificate));
  }

  /** What contradicts itself in a CONNECT that could be decoded; null = nothing. */
  static @Nullable String fault(MqttConnectVariableHeader connect) {
    if (connect.willQos() > 2) {
      return "the will has QoS " + connect.willQos() + ": send 0, 1 or 2";
    }
    if (!connect.isWillFlag() && (connect.willQos() > 0 || connect.isWillRetain())) {
      return "there is no will, but it has a QoS or is to be retained: clear these flags";
    }
    return null;
  }

  /** What the client has proven to own in its TLS handshake; null = nothing. */
  static @Nullable X509Certificate certificate(ChannelHandlerContext ctx) {
    SslHandler tls = ctx.pipeline().get(SslHandler.class);
    try {
      return tls != null
              && tls.engine().getSession().getPeerCertificates()[0]
                  instanceof X509Certificate certificate
          ? certificate
          : null;
    } catch (SSLPeerUnverifiedException e) {
      return null;
    }
  }

  private static Credentials credentials(
      MqttConnectMessage connect, String clientId, @Nullable X509Certificate certificate) {
    MqttConnectPayload payload = connect.payload();
    if (connect.variableHeader().hasUserName() || connect.variableHeader().hasPassword()) {
      return new Credentials.Password(
          Protocol.MQTT,
          clientId,
          Objects.requireNonNullElse(payload.userName(), ""),
          Objects.requireNonNullElse(payload.passwordInBytes(), new byte[0]));
    }
    return certificate == null
        ? new Credentials.Anonymous(Protocol.MQTT, clientId)
        : new Credentials.Certificate(Protocol.MQTT, certificate);
  }

  /**
   * What a client hears that must not come in: the class of reason, nothing that helps to guess.
   */
  static Refused notAdmitted(ClientTerms terms, Admission.Refused refused) {
    return switch (refused.why()) {
      case BAD_CREDENTIALS ->
          refused(
              terms,
              terms.version5()
                  ? MqttConnectReturnCode.CONNECTION_REFUSED_BAD_USERNAME_OR_PASSWORD
                  : MqttConnectReturnCode.CONNECTION_REFUSED_BAD_USER_NAME_OR_PASSWORD,
              "these credentials are not accepted: check the user name and password, or the client"
                  + " certificate",
              refused.reason());
      case NOT_AUTHORIZED ->
          refused(
              terms,
              terms.version5()
                  ? MqttConnectReturnCode.CONNECTION_REFUSED_NOT_AUTHORIZED_5
                  : MqttConnectReturnCode.CONNECTION_REFUSED_NOT_AUTHORIZED,
              "this device is not allowed to connect: see its entry in the device registry",
              refused.reason());
      case TRY_LATER ->
          refused(
              terms,
              terms.version5()
                  ? MqttConnectReturnCode.CONNECTION_REFUSED_QUOTA_EXCEEDED
                  : MqttConnectReturnCode.CONNECTION_REFUSED_SERVER_UNAVAILABLE,
              "too many attempts: try again later",
              refused.reason());
      case UNDECIDED -> undecided(terms, refused.reason());
    };
  }

  /**
   * Nobody could tell whether the client may come in.
   *
   * @param reason for the log
   */
  static Refused undecided(ClientTerms terms, String reason) {
    return refused(
        terms,
        terms.version5()
            ? MqttConnectReturnCode.CONNECTION_REFUSED_SERVER_UNAVAILABLE_5
            : MqttConnectReturnCode.CONNECTION_REFUSED_SERVER_UNAVAILABLE,
        "credentials cannot be checked now: try again later",
        reason);
  }

  /** It may come in, but there are too many connections. */
  static Refused noRoom(ClientTerms terms, Sessions.NoRoom noRoom) {
    return refused(
        terms,
        terms.version5()
            ? MqttConnectReturnCode.CONNECTION_REFUSED_QUOTA_EXCEEDED
            : MqttConnectReturnCode.CONNECTION_REFUSED_SERVER_UNAVAILABLE,
        noRoom.reason());
  }

  /** Answers a CONNECT that could not be decoded, or something that is no MQTT. */
  static void refuseMalformed(ChannelHandlerContext ctx, Throwable cause) {
    if (cause instanceof MqttUnacceptableProtocolVersionException
        || cause instanceof MqttIdentifierRejectedException) {
      MqttConnection.sendAndClose(
          ctx,
          Packets.refused(
              cause instanceof MqttIdentifierRejectedException
                  ? MqttConnectReturnCode.CONNECTION_REFUSED_IDENTIFIER_REJECTED
                  : MqttConnectReturnCode.CONNECTION_REFUSED_UNACCEPTABLE_PROTOCOL_VERSION,
              ""));
    } else {
      // MQTT 3.1.1, 3.1.4: close without CONNACK. In MQTT 5 CONNACK is optional here.
      ctx.close();
    }
  }

  private static Refused refused(ClientTerms terms, MqttConnectReturnCode code, String reason) {
    return refused(terms, code, reason, reason);
  }

  private static Refused refused(
      ClientTerms terms, MqttConnectReturnCode code, String told, String reason) {
    return new Refused(code, terms.told(told), reason);
  }
}
