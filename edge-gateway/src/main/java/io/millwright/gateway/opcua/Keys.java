package io.millwright.gateway.opcua;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Period;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.eclipse.milo.opcua.stack.core.util.CertificateUtil;
import org.eclipse.milo.opcua.stack.core.util.SelfSignedCertificateBuilder;
import org.eclipse.milo.opcua.stack.core.util.SelfSignedCertificateGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directory of keys and certificates.
 *
 * <pre>
 *  own/certificate.der   what servers have to trust
 *  own/private-key.der   for the owner's eyes only
 *  trusted/*.der         servers, and issuers of their certificates, that the gateway trusts
 *  rejected/NAME.der     what the source NAME showed and nobody trusts: move it to trusted/ if it is right
 * </pre>
 */
public final class Keys {
  private static final Logger LOGGER = LoggerFactory.getLogger(Keys.class);
  private static final int KEY_BITS = 2048;
  private static final int MOST_TRUSTED = 1_000;

  static {
    // Milo asks for the signature of Aes256_Sha256_RsaPss by a name that only this provider knows.
    // At the end of the list, so that it changes nothing for others.
    if (java.security.Security.getProvider(BouncyCastleProvider.PROVIDER_NAME) == null) {
      java.security.Security.addProvider(new BouncyCastleProvider());
    }
  }

  private final Path directory;

  public Keys(Path directory) {
    this.directory = directory;
  }

  /** The gateway as an OPC UA application. */
  record Application(KeyPair keys, X509Certificate certificate, String uri) {}

  Path trusted() {
    return directory.resolve("trusted");
  }

  Path rejected() {
    return directory.resolve("rejected");
  }

  Path ownCertificate() {
    return directory.resolve("own").resolve("certificate.der");
  }

  /** The gateway's own certificate, made on the first call and kept. */
  synchronized Application application() throws IOException, GeneralSecurityException {
    Path key = directory.resolve("own").resolve("private-key.der");
    if (!Files.exists(ownCertificate())) {
      makeApplication(key);
    }
    X509Certificate certificate = certificate(ownCertificate());
    return new Application(
        new KeyPair(certificate.getPublicKey(), privateKey(key)),
        certificate,
        CertificateUtil.getSanUri(certificate)
            .orElseThrow(
                () -> new GeneralSecurityException(ownCertificate() + " has no application URI")));
  }

  private void makeApplication(Path key) throws IOException, GeneralSecurityException {
    for (Path folder : List.of(key.resolveSibling(""), trusted(), rejected())) {
      Files.createDirectories(folder);
    }
    KeyPair keys = SelfSignedCertificateGenerator.generateRsaKeyPair(KEY_BITS);
    SelfSignedCertificateBuilder builder =
        new SelfSignedCertificateBuilder(keys)
            .setCommonName("Millwright edge gateway")
            .setOrganization("Millwright")
            .setApplicationUri("urn:millwright:edge-gateway:" + UUID.randomUUID())
            .setValidityPeriod(Period.ofYears(10));
    try {
      builder.addDnsName(InetAddress.getLocalHost().getHostName());
    } catch (IOException e) {
      builder.addDnsName("localhost");
    }
    X509Certificate certificate;
    try {
      certificate = builder.build();
    } catch (Exception e) {
      throw new GeneralSecurityException("cannot make the gateway's certificate", e);
    }
    writeForOwner(key, keys.getPrivate().getEncoded());
    // Last, since its presence says that both are there.
    writeForOwner(ownCertificate(), certificate.getEncoded());
    LOGGER
        .atInfo()
        .addKeyValue("file", ownCertificate())
        .log("made the gateway's OPC UA certificate: servers have to trust it");
  }

  private static void writeForOwner(Path file, byte[] content) throws IOException {
    Path unfinished = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(unfinished);
    if (Files.getFileStore(file.resolveSibling("")).supportsFileAttributeView("posix")) {
      Files.createFile(
          unfinished,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }
    Files.write(unfinished, content);
    Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
  }

  /** What is in {@code trusted/} now; a file that is no certificate is told and left out. */
  List<X509Certificate> trustedCertificates() throws IOException {
    List<X509Certificate> certificates = new ArrayList<>();
    try (Stream<Path> files = Files.list(trusted())) {
      for (Path file : files.filter(Files::isRegularFile).limit(MOST_TRUSTED).toList()) {
        try {
          certificates.add(certificate(file));
        } catch (GeneralSecurityException e) {
          LOGGER
              .atWarn()
              .addKeyValue("file", file)
              .addKeyValue("cause", e.toString())
              .log("not a certificate in DER or PEM");
        }
      }
    }
    return certificates;
  }

  static X509Certificate certificate(Path file) throws IOException, GeneralSecurityException {
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(Files.readAllBytes(file)));
  }

  /** PKCS 8 in DER or PEM, RSA. */
  static PrivateKey privateKey(Path file) throws IOException, GeneralSecurityException {
    byte[] content = Files.readAllBytes(file);
    String text = new String(content, java.nio.charset.StandardCharsets.US_ASCII);
    if (text.contains("-----BEGIN PRIVATE KEY-----")) {
      content =
          Base64.getMimeDecoder()
              .decode(text.replaceAll("(?s).*BEGIN PRIVATE KEY-----|-----END.*", ""));
    }
    return KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(content));
  }

  void write(Path file, X509Certificate certificate) {
    try {
      Files.createDirectories(file.resolveSibling(""));
      Files.write(file, certificate.getEncoded());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a certificate that was read can be written", e);
    }
  }
}
