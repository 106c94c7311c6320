package io.millwright.gateway.coap;

import io.millwright.gateway.config.ConfigProblems;

/**
 * CoAP over DTLS 1.2 with pre-shared keys.
 *
 * @param host address to listen on
 * @param port 0 = any free one
 * @param connectionIdLength bytes of the connection ids (RFC 9146) that the gateway gives out, by
 *     which it knows a device again whose address has changed; 0 = it gives out none
 * @param maxSessions devices that may be connected at a time; a further one replaces one that has
 *     been silent for an hour, or is refused
 */
public record DtlsConfig(String host, int port, int connectionIdLength, int maxSessions) {
  public DtlsConfig {
    ConfigProblems problems = new ConfigProblems();
    problems.notBlank("coap.dtls.host", host);
    problems.range("coap.dtls.port", port, 0, 65_535);
    problems.range("coap.dtls.cid-length", connectionIdLength, 0, 16);
    // A new id is drawn until it is free, so most must be.
    problems.require(
        connectionIdLength == 0 || connectionIdLength >= 4 || maxSessions <= 100,
        "coap.dtls.cid-length must be 0 or at least 4 for more than 100 sessions, but was "
            + connectionIdLength);
    problems.range("coap.dtls.max-sessions", maxSessions, 1, 1_000_000);
    problems.throwIfAny();
  }

  /** On loopback and any free port. */
  public static DtlsConfig defaults() {
    return new DtlsConfig("127.0.0.1", 0, 6, 5_000);
  }
}
