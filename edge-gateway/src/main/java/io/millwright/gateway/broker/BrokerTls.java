package io.millwright.gateway.broker;

import io.millwright.gateway.config.ConfigProblems;
import io.millwright.gateway.config.InvalidConfigException;
import io.millwright.gateway.net.Pem;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * What TLS to a broker needs besides its address.
 *
 * @param caFile PEM: who signs the broker's certificate; null = those that the JVM trusts
 * @param certificateFile PEM: the certificate that the gateway shows; null = none
 * @param keyFile PEM: its private key
 */
public record BrokerTls(
    @Nullable String caFile, @Nullable String certificateFile, @Nullable String keyFile) {

  /** Trusts whom the JVM trusts, and shows nothing. */
  public static final BrokerTls DEFAULT = new BrokerTls(null, null, null);

  public BrokerTls {
    ConfigProblems problems = new ConfigProblems();
    problems.require(
        (certificateFile == null) == (keyFile == null),
        "broker.tls.certificate-file and broker.tls.key-file belong together: set both or none");
    problems.throwIfAny();
  }

  /**
   * Reads the files; each new connection does, so that a renewed certificate is taken up.
   *
   * @throws InvalidConfigException if a file is not usable: which, and what is wrong with it
   */
  SSLSocketFactory socketFactory() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(own(), new char[0]);
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted());
      context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
      return context.getSocketFactory();
    } catch (Pem.UnusableFileException e) {
      throw new InvalidConfigException(List.of(String.valueOf(e.getMessage())));
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("this JVM cannot do TLS", e);
    }
  }

  /** Null = the JVM's own. */
  private @Nullable KeyStore trusted()
      throws GeneralSecurityException, IOException, Pem.UnusableFileException {
    if (caFile == null) {
      return null;
    }
    KeyStore store = empty();
    for (X509Certificate certificate : Pem.certificates("broker.tls.ca-file", caFile)) {
      store.setCertificateEntry("ca-" + store.size(), certificate);
    }
    return store;
  }

  private KeyStore own() throws GeneralSecurityException, IOException, Pem.UnusableFileException {
    KeyStore store = empty();
    if (certificateFile != null && keyFile != null) {
      List<X509Certificate> chain =
          Pem.certificates("broker.tls.certificate-file", certificateFile);
      PrivateKey key = Pem.key("broker.tls.key-file", keyFile, chain.get(0));
      store.setKeyEntry("own", key, new char[0], chain.toArray(X509Certificate[]::new));
    }
    return store;
  }

  private static KeyStore empty() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }
}
