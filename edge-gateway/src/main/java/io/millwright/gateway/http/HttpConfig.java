package io.millwright.gateway.http;

import io.millwright.gateway.config.ConfigProblems;
import io.millwright.gateway.net.TlsConfig;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * HTTP ingest.
 *
 * @param host address to listen on
 * @param port 0 = any free one
 * @param maxBodyBytes larger bodies are refused
 * @param maxConnections for further ones those without a request give way, or they are closed
 * @param maxReceivingBytes bodies of all connections that have not arrived as a whole; beyond it
 *     the request that has been at its body for the longest is answered with 503
 * @param requestTimeout from the head of a request to the end of its body
 * @param answerTimeout how long a request waits until its readings are kept
 * @param retryAfter what a client that has to try again is told
 * @param tls null = plain HTTP
 */
public record HttpConfig(
    String host,
    int port,
    int maxBodyBytes,
    int maxConnections,
    long maxReceivingBytes,
    Duration requestTimeout,
    Duration answerTimeout,
    Duration retryAfter,
    @Nullable TlsConfig tls) {

  public HttpConfig {
    ConfigProblems problems = new ConfigProblems();
    problems.notBlank("http.ingest.host", host);
    problems.range("http.ingest.port", port, 0, 65_535);
    problems.range("http.ingest.max-body-bytes", maxBodyBytes, 1_024, 16 << 20);
    problems.range("http.ingest.max-connections", maxConnections, 1, 1_000_000);
    problems.range(
        "http.ingest.max-receiving-bytes", maxReceivingBytes, maxBodyBytes, Long.MAX_VALUE / 2);
    Duration shortest = Duration.ofMillis(100);
    Duration longest = Duration.ofMinutes(10);
    problems.range("http.ingest.request-timeout", requestTimeout, shortest, longest);
    problems.range("http.ingest.answer-timeout", answerTimeout, shortest, longest);
    problems.range("http.ingest.retry-after", retryAfter, Duration.ofSeconds(1), longest);
    problems.throwIfAny();
  }

  /** On loopback and any free port. */
  public static HttpConfig defaults() {
    return new HttpConfig(
        "127.0.0.1",
        0,
        2 << 20,
        2_000,
        64L << 20,
        Duration.ofSeconds(30),
        Duration.ofSeconds(10),
        Duration.ofSeconds(5),
        null);
  }

  /** The same on another address and port. */
  public HttpConfig listeningOn(String newHost, int newPort) {
    return new HttpConfig(
        newHost,
        newPort,
        maxBodyBytes,
        maxConnections,
        maxReceivingBytes,
        requestTimeout,
        answerTimeout,
        retryAfter,
        tls);
  }

  /** The same over TLS; null = plain HTTP. */
  public HttpConfig withTls(@Nullable TlsConfig newTls) {
    return new HttpConfig(
        host,
        port,
        maxBodyBytes,
        maxConnections,
        maxReceivingBytes,
        requestTimeout,
        answerTimeout,
        retryAfter,
        newTls);
  }
}
