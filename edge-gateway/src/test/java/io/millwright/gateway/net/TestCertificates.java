package io.millwright.gateway.net;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A certificate authority of a test, whose certificates are made by the JDK's keytool. */
public final class TestCertificates {
  private static final char[] PASSWORD = "changeit".toCharArray();
  private static final String CA = "ca";
  private final Path directory;

  private TestCertificates(Path directory) {
    this.directory = directory;
  }

  /** With the files of a server for {@code localhost}. */
  public static TestCertificates in(Path directory) throws IOException {
    TestCertificates certificates = new TestCertificates(directory);
    certificates.make(CA, "-ext", "bc:critical=ca:true");
    certificates.writePem(CA, "ca");
    certificates.serverCertificate("server");
    return certificates;
  }

  /** Those that {@link #in} has made there before. */
  public static TestCertificates madeIn(Path directory) {
    return new TestCertificates(directory);
  }

  /** Makes {@code <name>.pem} and {@code <name>-key.pem} of a server for {@code localhost}. */
  public void serverCertificate(String name) throws IOException {
    make(name, "-signer", CA, "-ext", "san=dns:localhost,ip:127.0.0.1");
    writePem(name, name);
  }

  /** Makes {@code <name>.pem} and {@code <name>-key.pem} of a client. */
  public void clientCertificate(String name) throws IOException {
    make(name, "-signer", CA);
    writePem(name, name);
  }

  public String file(String name) {
    return directory.resolve(name).toString();
  }

  public TlsConfig server() {
    return TlsConfig.of(file("server.pem"), file("server-key.pem"));
  }

  public TlsConfig requiringClients() {
    return server().withClients(TlsConfig.ClientCertificates.REQUIRED, file("ca.pem"));
  }

  public TlsConfig acceptingClients() {
    return server().withClients(TlsConfig.ClientCertificates.OPTIONAL, file("ca.pem"));
  }

  /** Trusts the authority, and shows a certificate with that common name. */
  public SSLContext clientContext(String name) throws IOException, GeneralSecurityException {
    clientCertificate(name);
    KeyStore own = KeyStore.getInstance("PKCS12");
    own.load(null, null);
    KeyStore all = store();
    own.setKeyEntry(name, all.getKey(name, PASSWORD), PASSWORD, all.getCertificateChain(name));
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(own, PASSWORD);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust().getTrustManagers(), null);
    return context;
  }

  /** Trusts the authority, and shows nothing. */
  public SSLContext anonymousContext() throws IOException, GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust().getTrustManagers(), null);
    return context;
  }

  public X509Certificate certificate(String name) throws IOException, GeneralSecurityException {
    return (X509Certificate) store().getCertificate(name);
  }

  private TrustManagerFactory trust() throws IOException, GeneralSecurityException {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry(CA, store().getCertificate(CA));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    return trust;
  }

  private KeyStore store() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(directory.resolve("all.p12"))) {
      store.load(in, PASSWORD);
    }
    return store;
  }

  private void make(String name, String... options) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                name,
                "-dname",
                "CN=" + name,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-validity",
                "30",
                "-keystore",
                file("all.p12"),
                "-storetype",
                "PKCS12",
                "-storepass",
                new String(PASSWORD)));
    command.addAll(List.of(options));
    Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
    try {
      String output = new String(keytool.getInputStream().readAllBytes(), US_ASCII);
      if (!keytool.waitFor(30, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
        throw new IOException("keytool failed: " + output);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private void writePem(String alias, String name) throws IOException {
    try {
      KeyStore store = store();
      StringBuilder chain = new StringBuilder();
      for (Certificate certificate : store.getCertificateChain(alias)) {
        chain.append(pem("CERTIFICATE", certificate.getEncoded()));
      }
      Files.writeString(directory.resolve(name + ".pem"), chain);
      Files.writeString(
          directory.resolve(name + "-key.pem"),
          pem("PRIVATE KEY", store.getKey(alias, PASSWORD).getEncoded()));
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
  }

  private static String pem(String type, byte[] encoded) {
    return "-----BEGIN "
        + type
        + "-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(encoded)
        + "\n-----END "
        + type
        + "-----\n";
  }
}
