package io.millwright.gateway.net;

import io.millwright.gateway.config.ConfigProblems;
import org.jspecify.annotations.Nullable;

/**
 * TLS of a port; {@link ServerTls#load} checks the files.
 *
 * @param certificateFile PEM: the server's certificate and those that lead to its root
 * @param keyFile PEM: the private key (PKCS#8, not encrypted)
 * @param clientCaFile PEM: whom client certificates must be signed by; null = none are asked for
 */
public record TlsConfig(
    String certificateFile,
    String keyFile,
    @Nullable String clientCaFile,
    ClientCertificates clientCertificates) {

  /** Whether clients show a certificate. */
  public enum ClientCertificates {
    NONE,
    OPTIONAL,
    REQUIRED
  }

  /**
   * From settings as text.
   *
   * @param prefix where their names begin, as in {@code mqtt.tls}
   * @param clientAuth {@code none}, {@code optional} or {@code required}
   * @throws io.millwright.gateway.config.InvalidConfigException with every problem
   */
  public static TlsConfig ofSettings(
      String prefix,
      String certificateFile,
      String keyFile,
      String clientCaFile,
      String clientAuth) {
    ConfigProblems problems = new ConfigProblems();
    problems.notBlank(prefix + ".certificate-file", certificateFile);
    problems.notBlank(prefix + ".key-file", keyFile);
    ClientCertificates clients =
        switch (clientAuth) {
          case "none" -> ClientCertificates.NONE;
          case "optional" -> ClientCertificates.OPTIONAL;
          case "required" -> ClientCertificates.REQUIRED;
          default -> {
            problems.add(
                prefix
                    + ".client-auth must be none, optional or required, but was '"
                    + clientAuth
                    + "'");
            yield ClientCertificates.NONE;
          }
        };
    problems.require(
        clients == ClientCertificates.NONE || !clientCaFile.isBlank(),
        prefix + ".client-auth needs " + prefix + ".client-ca-file: who signs the certificates");
    problems.throwIfAny();
    return new TlsConfig(
        certificateFile, keyFile, clientCaFile.isBlank() ? null : clientCaFile, clients);
  }

  /** Without client certificates. */
  public static TlsConfig of(String certificateFile, String keyFile) {
    return new TlsConfig(certificateFile, keyFile, null, ClientCertificates.NONE);
  }

  /** The same with client certificates. */
  public TlsConfig withClients(ClientCertificates which, String caFile) {
    return new TlsConfig(certificateFile, keyFile, caFile, which);
  }
}
