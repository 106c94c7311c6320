package io.millwright.gateway.net;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads certificates and keys from PEM files, and says which file is wrong and how. */
public final class Pem {
  private static final long LARGEST_FILE_BYTES = 1 << 20;
  private static final Pattern KEY =
      Pattern.compile(
          "-----BEGIN PRIVATE KEY-----\\s*([A-Za-z0-9+/=\\s]+?)\\s*-----END PRIVATE KEY-----");

  private Pem() {}

  /**
   * The certificates of a file, in their order.
   *
   * @throws UnusableFileException if there is none or one cannot be read
   */
  public static List<X509Certificate> certificates(String setting, String file)
      throws UnusableFileException {
    byte[] content = read(setting, file);
    try {
      List<X509Certificate> certificates = new ArrayList<>();
      for (var certificate :
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(content))) {
        certificates.add((X509Certificate) certificate);
      }
      if (certificates.isEmpty()) {
        throw new UnusableFileException(
            setting, file, "holds no certificate: it must have BEGIN CERTIFICATE in it");
      }
      return certificates;
    } catch (CertificateException e) {
      throw new UnusableFileException(
          setting, file, "is not a certificate in PEM: " + e.getMessage());
    }
  }

  /**
   * The private key of a certificate.
   *
   * @throws UnusableFileException if there is none, it cannot be read, or it is another's
   */
  public static PrivateKey key(String setting, String file, X509Certificate certificate)
      throws UnusableFileException {
    String content = new String(read(setting, file), US_ASCII);
    Matcher key = KEY.matcher(content);
    if (!key.find()) {
      boolean encrypted = content.contains("ENCRYPTED");
      throw new UnusableFileException(
          setting,
          file,
          encrypted || content.contains("PRIVATE KEY")
              ? (encrypted ? "is encrypted" : "is not in PKCS#8")
                  + ": make a readable one with openssl pkcs8 -topk8 -nocrypt -in "
                  + file
              : "holds no private key: it must have BEGIN PRIVATE KEY in it");
    }
    String algorithm = certificate.getPublicKey().getAlgorithm();
    try {
      byte[] encoded = Base64.getMimeDecoder().decode(key.group(1));
      PrivateKey privateKey =
          KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
      if (!fits(privateKey, certificate)) {
        throw new UnusableFileException(
            setting, file, "is not the key of the certificate: both must be made together");
      }
      return privateKey;
    } catch (GeneralSecurityException | IllegalArgumentException e) {
      throw new UnusableFileException(
          setting,
          file,
          "holds no " + algorithm + " key, which the certificate needs: " + e.getMessage());
    }
  }

  private static boolean fits(PrivateKey key, X509Certificate certificate)
      throws GeneralSecurityException {
    String scheme =
        switch (key.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> key.getAlgorithm();
        };
    byte[] proof = "proof".getBytes(US_ASCII);
    Signature signature = Signature.getInstance(scheme);
    signature.initSign(key);
    signature.update(proof);
    byte[] signed = signature.sign();
    signature.initVerify(certificate.getPublicKey());
    signature.update(proof);
    return signature.verify(signed);
  }

  private static byte[] read(String setting, String file) throws UnusableFileException {
    Path path = Path.of(file);
    try {
      if (Files.size(path) > LARGEST_FILE_BYTES) {
        throw new UnusableFileException(setting, file, "is larger than 1 MiB");
      }
      return Files.readAllBytes(path);
    } catch (IOException e) {
      throw new UnusableFileException(
          setting,
          file,
          Files.exists(path) ? "cannot be read: " + e.getMessage() : "does not exist");
    }
  }

  /** A file that cannot be used; the message names its setting, its path and what is wrong. */
  public static final class UnusableFileException extends Exception {
    private static final long serialVersionUID = 1L;

    UnusableFileException(String setting, String file, String problem) {
      super(setting + ": " + file + " " + problem);
    }
  }
}
