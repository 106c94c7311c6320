package io.millwright.gateway;

import static io.millwright.gateway.OpcUaRig.SOON;
import static io.millwright.gateway.OpcUaRig.node;
import static io.millwright.gateway.OpcUaRig.server;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millwright.gateway.opcua.OpcUaConfig;
import io.millwright.gateway.opcua.Security;
import io.millwright.gateway.opcua.UserIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.milo.opcua.stack.core.security.SecurityPolicy;
import org.eclipse.milo.opcua.stack.core.util.SelfSignedCertificateBuilder;
import org.eclipse.milo.opcua.stack.core.util.SelfSignedCertificateGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Who an OPC UA server and the gateway let in. */
final class OpcUaSecurityIT {
  @RegisterExtension final OpcUaRig rig = new OpcUaRig();

  @Test
  void signsAndEncryptsForAServerThatItsOwnerTrustsAndSaysWhoItIs() throws Exception {
    UserIdentity user = new UserIdentity.UserName(OpcUaPlant.USER, OpcUaPlant.PASSWORD);
    int before = rig.plant().sessions();
    try (var gateway =
        rig.gateway(
            server(rig.plant().endpoint(), Security.STRONGEST, user, List.of(node("Temp"))))) {
      await().atMost(SOON).until(() -> problem(gateway).contains("is not trusted"));
      Path rejected = rig.keys().resolve("rejected").resolve("plant.der");
      assertThat(problem(gateway))
          .contains("move " + rejected + " to " + rig.keys().resolve("trusted"));
      assertThat(Files.readAllBytes(rejected)).isEqualTo(rig.plant().certificate().getEncoded());
      assertThat(rig.plant().sessions()).isLessThanOrEqualTo(before);
      assertThat(rig.measurements()).isEmpty();

      Files.move(rejected, rig.keys().resolve("trusted").resolve("plant.der"));

      rig.awaitReading("Temp", 20);
      Path privateKey = rig.keys().resolve("own").resolve("private-key.der");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(privateKey)))
          .isEqualTo("rw-------");
    }
    byte[] own = Files.readAllBytes(rig.keys().resolve("own").resolve("certificate.der"));
    try (var gateway =
        rig.gateway(
            server(
                rig.plant().endpoint(),
                new Security(
                    Security.Policy.BASIC256SHA256, Security.Mode.SIGN, Security.Trust.LIST),
                user,
                List.of(node("Speed"))))) {
      rig.awaitReading("Speed", 1500);
      assertThat(Files.readAllBytes(rig.keys().resolve("own").resolve("certificate.der")))
          .isEqualTo(own);
    }
  }

  @Test
  void speaksEverySecurityPolicyThatTheServerOffersWhenToldTo() throws Exception {
    try (OpcUaPlant fresh = new OpcUaPlant()) {
      for (Security.Policy policy : Security.Policy.values()) {
        SecurityPolicy expected =
            policy == Security.Policy.STRONGEST
                ? SecurityPolicy.Aes256_Sha256_RsaPss
                : Stream.of(SecurityPolicy.values())
                    .filter(it -> it.name().replace("_", "").equalsIgnoreCase(bare(policy)))
                    .findFirst()
                    .orElseThrow();
        int before = rig.readings("Temp").size();
        Security security = new Security(policy, Security.Mode.STRONGEST, Security.Trust.FIRST_USE);
        try (var gateway =
            rig.gateway(
                server(
                    fresh.endpoint(),
                    security,
                    new UserIdentity.Anonymous(),
                    List.of(node("Temp"))))) {
          await(policy.name()).atMost(SOON).until(() -> rig.readings("Temp").size() > before);
          assertThat(fresh.policies()).as(policy.name()).containsExactly(expected);
        }
        await().atMost(SOON).until(() -> fresh.sessions() == 0);
      }
    }
  }

  private static String bare(Security.Policy policy) {
    return policy.name().replace("_", "");
  }

  @Test
  void showsTheCertificateOfAUserAndIsRefusedWithAnotherOne() throws Exception {
    UserIdentity.Certificate user = userCertificate("user");
    rig.plant().trustUser(certificate(user));
    Security firstUse =
        new Security(Security.Policy.STRONGEST, Security.Mode.STRONGEST, Security.Trust.FIRST_USE);
    try (var gateway =
        rig.gateway(server(rig.plant().endpoint(), firstUse, user, List.of(node("Temp"))))) {
      rig.awaitReading("Temp", 20);
    }
    try (var gateway =
        rig.gateway(
            server(
                rig.plant().endpoint(),
                firstUse,
                userCertificate("other"),
                List.of(node("Temp"))))) {
      await().atMost(SOON).until(() -> problem(gateway).startsWith("the server refuses the user"));
    }
  }

  private static X509Certificate certificate(UserIdentity.Certificate user) throws Exception {
    try (var file = Files.newInputStream(user.certificate())) {
      return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(file);
    }
  }

  /** The certificate in DER and its key in PEM. */
  private UserIdentity.Certificate userCertificate(String name) throws Exception {
    KeyPair pair = SelfSignedCertificateGenerator.generateRsaKeyPair(2048);
    X509Certificate certificate =
        new SelfSignedCertificateBuilder(pair).setCommonName(name).build();
    Path certificateFile = rig.keys().resolve(name + ".der");
    Path keyFile = rig.keys().resolve(name + ".pem");
    Files.write(certificateFile, certificate.getEncoded());
    Files.writeString(
        keyFile,
        "-----BEGIN PRIVATE KEY-----\n"
            + Base64.getMimeEncoder().encodeToString(pair.getPrivate().getEncoded())
            + "\n-----END PRIVATE KEY-----\n");
    return new UserIdentity.Certificate(certificateFile, keyFile);
  }

  @Test
  void saysThatThePasswordIsWrongWithoutShowingIt() throws IOException {
    Security firstUse =
        new Security(
            Security.Policy.STRONGEST, Security.Mode.SIGN_AND_ENCRYPT, Security.Trust.FIRST_USE);
    try (var gateway =
        rig.gateway(
            server(
                rig.plant().endpoint(),
                firstUse,
                new UserIdentity.UserName(OpcUaPlant.USER, "wrong-one"),
                List.of(node("Temp"))))) {
      await().atMost(SOON).until(() -> problem(gateway).startsWith("the server refuses the user"));
      assertThat(problem(gateway))
          .contains("check 'user' of the source plant")
          .doesNotContain("wrong-one");
      assertThat(gateway.sources().get(0).connected()).isFalse();
    }
  }

  @Test
  void trustsAtFirstUseOnlyWhenToldAndThenNoOtherCertificate() throws Exception {
    Security firstUse =
        new Security(Security.Policy.STRONGEST, Security.Mode.STRONGEST, Security.Trust.FIRST_USE);
    OpcUaConfig config =
        server(
            rig.plant().endpoint(), firstUse, new UserIdentity.Anonymous(), List.of(node("Temp")));
    try (var gateway = rig.gateway(config)) {
      rig.awaitReading("Temp", 20);
    }
    try (var other = new OpcUaPlant();
        var gateway =
            rig.gateway(
                server(
                    other.endpoint(),
                    firstUse,
                    new UserIdentity.Anonymous(),
                    List.of(node("Temp"))))) {
      await().atMost(SOON).until(() -> problem(gateway).contains("is not trusted"));
    }
  }

  private static String problem(EdgeGateway gateway) {
    return String.valueOf(gateway.sources().get(0).problem());
  }
}
