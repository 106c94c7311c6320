package io.millwright.gateway.coap;

import io.millwright.gateway.config.ConfigProblems;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The CoAP endpoint.
 *
 * @param host address to listen on
 * @param port 0 = any free one
 * @param maxMessageBytes larger uploads are answered with 4.13
 * @param maxPeers devices that the endpoint keeps state of at a time
 * @param answerTimeout when Kafka has not answered for so long, the device hears 5.03
 * @param retryAfter what 5.03 tells a device to wait (Max-Age)
 * @param maxUploadBytes memory for all block-wise uploads that are under way over plain CoAP, and
 *     as much for those over DTLS; a device has a share of {@code maxMessageBytes} of it at most
 * @param dtls null = no CoAP over DTLS
 */
public record CoapConfig(
    String host,
    int port,
    int maxMessageBytes,
    int maxPeers,
    Duration answerTimeout,
    Duration retryAfter,
    long maxUploadBytes,
    @Nullable DtlsConfig dtls) {

  /** Room for a waveform of 1 MiB of samples written as base64 in JSON. */
  public static final int LARGEST_MESSAGE_BYTES = 1_500_000;

  public CoapConfig {
    ConfigProblems problems = new ConfigProblems();
    problems.notBlank("coap.host", host);
    problems.range("coap.port", port, 0, 65_535);
    problems.range("coap.max-message-bytes", maxMessageBytes, 1_024, LARGEST_MESSAGE_BYTES);
    problems.range("coap.max-peers", maxPeers, 1, 1_000_000);
    problems.range(
        "coap.answer-timeout", answerTimeout, Duration.ofMillis(100), Duration.ofSeconds(60));
    problems.range("coap.retry-after", retryAfter, Duration.ofSeconds(1), Duration.ofHours(1));
    problems.range("coap.max-upload-bytes", maxUploadBytes, maxMessageBytes, 16L << 30);
    problems.throwIfAny();
  }

  /** On loopback and any free port. */
  public static CoapConfig defaults() {
    return new CoapConfig(
        "127.0.0.1",
        0,
        LARGEST_MESSAGE_BYTES,
        5_000,
        Duration.ofSeconds(10),
        Duration.ofSeconds(30),
        64L << 20,
        null);
  }

  /** The same on another address and port. */
  public CoapConfig listeningOn(String newHost, int newPort) {
    return new CoapConfig(
        newHost,
        newPort,
        maxMessageBytes,
        maxPeers,
        answerTimeout,
        retryAfter,
        maxUploadBytes,
        dtls);
  }

  /** The same with CoAP over DTLS beside it. */
  public CoapConfig withDtls(@Nullable DtlsConfig newDtls) {
    return new CoapConfig(
        host, port, maxMessageBytes, maxPeers, answerTimeout, retryAfter, maxUploadBytes, newDtls);
  }
}
