package io.millwright.gateway.net;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.jspecify.annotations.Nullable;

/** A certificate authority of a test, with the files of a server for {@code localhost}. */
public final class TestCertificates {
  private static final char[] PASSWORD = "changeit".toCharArray();
  private static final String CA = "ca";

  private final SecureRandom random = new SecureRandom();
  private final Path directory;
  private final Map<String, Owned> made = new HashMap<>();

  private record Owned(PrivateKey key, X509Certificate certificate) {}

  private TestCertificates(Path directory) {
    this.directory = directory;
  }

  /** Makes {@code ca.pem}, {@code server.pem} and {@code server-key.pem}. */
  public static TestCertificates in(Path directory) throws IOException {
    TestCertificates certificates = new TestCertificates(directory);
    certificates.make(CA, Extension.basicConstraints, new BasicConstraints(true));
    certificates.serverCertificate("server");
    return certificates;
  }

  /** Makes {@code <name>.pem} and {@code <name>-key.pem} of a server for {@code localhost}. */
  public void serverCertificate(String name) throws IOException {
    make(
        name,
        Extension.subjectAlternativeName,
        new GeneralNames(
            new GeneralName[] {
              new GeneralName(GeneralName.dNSName, "localhost"),
              new GeneralName(GeneralName.iPAddress, "127.0.0.1")
            }));
  }

  /** Makes {@code <name>.pem} and {@code <name>-key.pem} of a client. */
  public void clientCertificate(String name) throws IOException {
    make(name, null, null);
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
    own.setKeyEntry(
        name, owned(name).key, PASSWORD, new Certificate[] {certificate(name), certificate(CA)});
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

  public X509Certificate certificate(String name) {
    return owned(name).certificate;
  }

  private Owned owned(String name) {
    return Objects.requireNonNull(made.get(name), name);
  }

  private TrustManagerFactory trust() throws IOException, GeneralSecurityException {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry(CA, certificate(CA));
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    return trust;
  }

  /** The authority signs, also its own. */
  private void make(
      String name, @Nullable ASN1ObjectIdentifier extension, @Nullable ASN1Encodable value)
      throws IOException {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"), random);
      KeyPair keys = generator.generateKeyPair();
      JcaX509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              new X500Name("CN=" + CA),
              new BigInteger(64, random).add(BigInteger.ONE),
              Date.from(Instant.now().minus(Duration.ofHours(1))),
              Date.from(Instant.now().plus(Duration.ofDays(30))),
              new X500Name("CN=" + name),
              keys.getPublic());
      if (extension != null) {
        builder.addExtension(extension, extension.equals(Extension.basicConstraints), value);
      }
      PrivateKey signer = name.equals(CA) ? keys.getPrivate() : owned(CA).key;
      X509Certificate certificate =
          new JcaX509CertificateConverter()
              .getCertificate(
                  builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(signer)));
      made.put(name, new Owned(keys.getPrivate(), certificate));
      String chain = pem("CERTIFICATE", certificate.getEncoded());
      if (!name.equals(CA)) {
        chain += pem("CERTIFICATE", certificate(CA).getEncoded());
      }
      Files.writeString(directory.resolve(name + ".pem"), chain);
      Files.writeString(
          directory.resolve(name + "-key.pem"), pem("PRIVATE KEY", keys.getPrivate().getEncoded()));
    } catch (GeneralSecurityException | OperatorException e) {
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
