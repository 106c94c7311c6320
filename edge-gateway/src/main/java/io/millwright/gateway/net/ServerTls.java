package io.millwright.gateway.net;

import io.millwright.gateway.config.InvalidConfigException;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TLS 1.2 and 1.3 of a port, with the certificate that is in the files: when they change, new
 * connections have the new one. Can be shared by threads.
 */
public final class ServerTls {
  private static final Logger LOGGER = LoggerFactory.getLogger(ServerTls.class);
  private static final Duration HANDSHAKE_PATIENCE = Duration.ofSeconds(10);
  private static final Duration LOOK_AGAIN_AFTER = Duration.ofSeconds(5);

  private final String settings;
  private final TlsConfig config;
  private final LongSupplier nanoClock;
  private final AtomicLong lookedAtNanos;
  private volatile Loaded loaded;

  private record Loaded(SslContext context, List<FileTime> fileTimes) {}

  private ServerTls(String settings, TlsConfig config, LongSupplier nanoClock)
      throws Pem.UnusableFileException {
    this.settings = settings;
    this.config = config;
    this.nanoClock = nanoClock;
    this.lookedAtNanos = new AtomicLong(nanoClock.getAsLong());
    this.loaded = read();
  }

  /**
   * Reads the files.
   *
   * @param settings where the names of the settings begin, as in {@code mqtt.tls}
   * @throws InvalidConfigException if a file is not usable: which, and what is wrong with it
   */
  public static ServerTls load(String settings, TlsConfig config) {
    return load(settings, config, System::nanoTime);
  }

  static ServerTls load(String settings, TlsConfig config, LongSupplier nanoClock) {
    try {
      return new ServerTls(settings, config, nanoClock);
    } catch (Pem.UnusableFileException e) {
      throw new InvalidConfigException(List.of(String.valueOf(e.getMessage())));
    }
  }

  /** For the first place in the pipeline of a new connection. */
  public SslHandler newHandler(ByteBufAllocator allocator) {
    long last = lookedAtNanos.get();
    long now = nanoClock.getAsLong();
    if (now - last > LOOK_AGAIN_AFTER.toNanos() && lookedAtNanos.compareAndSet(last, now)) {
      reloadIfChanged();
    }
    SslHandler handler = loaded.context().newHandler(allocator);
    handler.setHandshakeTimeout(HANDSHAKE_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    return handler;
  }

  private void reloadIfChanged() {
    if (fileTimes().equals(loaded.fileTimes())) {
      return;
    }
    try {
      loaded = read();
      LOGGER.atInfo().addKeyValue("settings", settings).log("read the changed TLS files");
    } catch (Pem.UnusableFileException e) {
      // Half of them may be written only: the next connection looks again.
      LOGGER
          .atWarn()
          .addKeyValue("problem", e.getMessage())
          .log("the changed TLS files are not usable; the ones before stay in use");
    }
  }

  private Loaded read() throws Pem.UnusableFileException {
    List<FileTime> times = fileTimes();
    List<X509Certificate> chain =
        Pem.certificates(settings + ".certificate-file", config.certificateFile());
    PrivateKey key = Pem.key(settings + ".key-file", config.keyFile(), chain.get(0));
    try {
      SslContextBuilder builder =
          SslContextBuilder.forServer(key, chain.toArray(X509Certificate[]::new))
              .sslProvider(SslProvider.JDK)
              .protocols("TLSv1.3", "TLSv1.2")
              .clientAuth(
                  switch (config.clientCertificates()) {
                    case NONE -> ClientAuth.NONE;
                    case OPTIONAL -> ClientAuth.OPTIONAL;
                    case REQUIRED -> ClientAuth.REQUIRE;
                  });
      if (config.clientCaFile() != null) {
        builder.trustManager(
            Pem.certificates(settings + ".client-ca-file", config.clientCaFile())
                .toArray(X509Certificate[]::new));
      }
      return new Loaded(builder.build(), times);
    } catch (SSLException e) {
      throw new Pem.UnusableFileException(
          settings + ".certificate-file",
          config.certificateFile(),
          "cannot be used for TLS: " + e.getMessage());
    }
  }

  private List<FileTime> fileTimes() {
    List<String> files = new ArrayList<>(List.of(config.certificateFile(), config.keyFile()));
    if (config.clientCaFile() != null) {
      files.add(config.clientCaFile());
    }
    List<FileTime> times = new ArrayList<>();
    for (String file : files) {
      try {
        times.add(Files.getLastModifiedTime(Path.of(file)));
      } catch (IOException e) {
        // Gone for a moment while it is replaced.
        times.add(FileTime.fromMillis(0));
      }
    }
    return times;
  }
}
