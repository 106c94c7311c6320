package io.millwright.cmms.device;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.f4b6a3.uuid.UuidCreator;
import io.millwright.cmms.platform.ProblemException;
import io.millwright.contracts.asset.TenantId;
import io.millwright.contracts.device.SecretBox;
import io.millwright.contracts.device.SecretHash;
import jakarta.inject.Singleton;
import java.io.ByteArrayInputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Makes credentials from what a caller asks for: generates what is not given, checks what is, and
 * hashes or seals it. No message of a problem holds anything secret.
 */
@Singleton
final class Credentials {
  private static final int GENERATED_BYTES = 32;
  private static final int SHORTEST_PASSWORD = 12;
  private static final int LONGEST_PASSWORD_BYTES = 256;
  private static final int SHORTEST_KEY = 16;
  private static final int LONGEST_KEY = 64;

  private final Optional<SecretBox> box;
  private final SecureRandom random = new SecureRandom();

  Credentials(DeviceConfig config) {
    this.box = config.box();
  }

  /**
   * Makes one; a chosen password takes some tenths of a second.
   *
   * @throws ProblemException 400, if what is given does not do; 409, if there is no device key
   */
  NewCredential make(TenantId tenant, String device, AddCredential wanted) {
    refuseWhatIsOfAnotherKind(wanted);
    String owner = tenant.value() + "/" + device;
    UUID id = UuidCreator.getTimeOrderedEpoch();
    String label = wanted.label() == null ? "" : wanted.label();
    return switch (wanted.kind()) {
      case PASSWORD -> password(id, label, wanted.password());
      case API_KEY -> {
        String secret = generated();
        yield hashed(
            id,
            CredentialKind.API_KEY,
            label,
            SecretHash.ofRandom(secret.getBytes(US_ASCII), random),
            owner + "/" + secret);
      }
      case CERTIFICATE ->
          new NewCredential(id, wanted.kind(), label, null, fingerprint(wanted), null, null, null);
      case PRE_SHARED_KEY -> preSharedKey(id, label, tenant, owner, wanted);
    };
  }

  private NewCredential password(UUID id, String label, @Nullable String chosen) {
    if (chosen == null) {
      String secret = generated();
      return hashed(
          id,
          CredentialKind.PASSWORD,
          label,
          SecretHash.ofRandom(secret.getBytes(US_ASCII), random),
          secret);
    }
    int characters = chosen.codePointCount(0, chosen.length());
    byte[] bytes = chosen.getBytes(UTF_8);
    if (characters < SHORTEST_PASSWORD || bytes.length > LONGEST_PASSWORD_BYTES) {
      throw ProblemException.badRequest(
          "password must have "
              + SHORTEST_PASSWORD
              + " characters to "
              + LONGEST_PASSWORD_BYTES
              + " bytes; leave it out and one is generated");
    }
    return hashed(id, CredentialKind.PASSWORD, label, SecretHash.ofChosen(bytes, random), null);
  }

  private static NewCredential hashed(
      UUID id, CredentialKind kind, String label, SecretHash hash, @Nullable String secret) {
    return new NewCredential(id, kind, label, hash.encoded(), null, null, null, secret);
  }

  private NewCredential preSharedKey(
      UUID id, String label, TenantId tenant, String owner, AddCredential wanted) {
    SecretBox sealing =
        box.orElseThrow(
            () ->
                ProblemException.conflict(
                    "pre-shared keys need the setting millwright.cmms.device-key, which the API and the gateways share:"
                        + " make one with `openssl rand -base64 32`"));
    byte[] given = givenKey(wanted);
    byte[] key = given;
    if (key == null) {
      key = new byte[GENERATED_BYTES];
      random.nextBytes(key);
    }
    return new NewCredential(
        id,
        CredentialKind.PRE_SHARED_KEY,
        label,
        null,
        null,
        identity(tenant, owner, wanted.identity()),
        sealing.seal(key, owner),
        given == null ? HexFormat.of().formatHex(key) : null);
  }

  /**
   * An identity with a slash says whose it is: so nobody takes the one that another tenant's device
   * has by itself.
   */
  private static String identity(TenantId tenant, String owner, @Nullable String chosen) {
    if (chosen == null) {
      return owner;
    }
    if (!chosen.matches("[!-~]{1,200}")
        || (chosen.contains("/") && !chosen.startsWith(tenant.value() + "/"))) {
      throw ProblemException.badRequest(
          "identity must have 1 to 200 printable ASCII characters without spaces, and no '/' unless it begins with '"
              + tenant.value()
              + "/'");
    }
    return chosen;
  }

  private static byte @Nullable [] givenKey(AddCredential wanted) {
    if (wanted.keyHex() == null && wanted.keyBase64() == null) {
      return null;
    }
    if (wanted.keyHex() != null && wanted.keyBase64() != null) {
      throw ProblemException.badRequest("give keyHex or keyBase64, not both");
    }
    byte[] key;
    try {
      key =
          wanted.keyHex() != null
              ? HexFormat.of().parseHex(wanted.keyHex().strip())
              : Base64.getDecoder().decode(String.valueOf(wanted.keyBase64()).strip());
    } catch (IllegalArgumentException e) {
      // Without the cause: its message shows a character of the key.
      throw ProblemException.badRequest(
          (wanted.keyHex() != null ? "keyHex is not hexadecimal" : "keyBase64 is not Base64"));
    }
    if (key.length < SHORTEST_KEY || key.length > LONGEST_KEY) {
      throw ProblemException.badRequest(
          "a pre-shared key must have "
              + SHORTEST_KEY
              + " to "
              + LONGEST_KEY
              + " bytes, but this one has "
              + key.length);
    }
    return key;
  }

  private static String fingerprint(AddCredential wanted) {
    if ((wanted.certificatePem() == null) == (wanted.certificateSha256() == null)) {
      throw ProblemException.badRequest(
          "give the certificate as certificatePem, or its fingerprint as certificateSha256");
    }
    if (wanted.certificateSha256() != null) {
      String hex = wanted.certificateSha256().replace(":", "").strip().toLowerCase(Locale.ROOT);
      if (!hex.matches("[0-9a-f]{64}")) {
        throw ProblemException.badRequest(
            "certificateSha256 must be 64 hexadecimal digits, with or without colons:"
                + " `openssl x509 -in device.pem -noout -fingerprint -sha256` prints them");
      }
      return hex;
    }
    String pem = String.valueOf(wanted.certificatePem());
    if (pem.contains("PRIVATE KEY")) {
      throw ProblemException.badRequest(
          "certificatePem holds a private key: it belongs on the device alone; give the certificate only");
    }
    try {
      byte[] der =
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(pem.getBytes(UTF_8)))
              .getEncoded();
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(der));
    } catch (CertificateException e) {
      ProblemException problem =
          ProblemException.badRequest(
              "certificatePem is not an X.509 certificate: it begins with -----BEGIN CERTIFICATE-----");
      problem.initCause(e);
      throw problem;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static void refuseWhatIsOfAnotherKind(AddCredential wanted) {
    boolean stray =
        (wanted.password() != null && wanted.kind() != CredentialKind.PASSWORD)
            || ((wanted.certificatePem() != null || wanted.certificateSha256() != null)
                && wanted.kind() != CredentialKind.CERTIFICATE)
            || ((wanted.identity() != null || wanted.keyHex() != null || wanted.keyBase64() != null)
                && wanted.kind() != CredentialKind.PRE_SHARED_KEY);
    if (stray) {
      throw ProblemException.badRequest(
          "a credential of kind "
              + wanted.kind()
              + " takes none of the fields of another kind: password is for PASSWORD, certificatePem and"
              + " certificateSha256 for CERTIFICATE, identity, keyHex and keyBase64 for PRE_SHARED_KEY");
    }
  }

  private String generated() {
    byte[] bytes = new byte[GENERATED_BYTES];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
