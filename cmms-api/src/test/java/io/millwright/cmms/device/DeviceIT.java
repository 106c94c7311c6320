package io.millwright.cmms.device;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.millwright.cmms.testing.Api;
import io.millwright.cmms.testing.OutboxTable;
import io.millwright.cmms.testing.TestCmms;
import io.millwright.cmms.testing.TestCmms.As;
import io.millwright.cmms.testing.TestPostgres;
import io.millwright.contracts.device.SecretBox;
import io.millwright.contracts.device.SecretHash;
import io.millwright.contracts.wire.DeviceCredential;
import io.millwright.contracts.wire.DeviceRegistration;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DeviceIT {
  private static final String DEVICE_KEY = SecretBox.newKey();

  private TestCmms cmms;
  private Api globex;
  private Api admin;

  @BeforeAll
  void start() {
    cmms =
        TestCmms.start(
            TestPostgres.newDatabase(),
            Map.of("millwright.kafka.enabled", "false", "millwright.cmms.device-key", DEVICE_KEY));
    globex = cmms.otherTenant();
    admin = cmms.as(As.ADMIN);
  }

  @AfterAll
  void stop() {
    cmms.close();
  }

  @Test
  void aDeviceIsRegisteredChangedSuspendedAndDeletedAndGatewaysLearnOfEachInOrder()
      throws Exception {
    Api.Answer registered =
        admin.post(
            "/api/devices",
            Map.of(
                "tag",
                "press-7",
                "name",
                "Press 7",
                "grants",
                List.of(Map.of("asset", "press-7", "points", List.of("force", "temp"))),
                "limits",
                Map.of("messagesPerSecond", 50)));
    assertThat(registered.status()).as(registered.text()).isEqualTo(201);
    assertThat(registered.body().path("userName").asText()).isEqualTo("acme/press-7");
    assertThat(registered.header("ETag")).isEqualTo("\"1\"");

    Api.Answer changed =
        admin.put(
            "/api/devices/press-7",
            Map.of(
                "name",
                "The press",
                "autoProvision",
                true,
                "grants",
                List.of(Map.of("asset", "*"))),
            Map.of("If-Match", registered.header("ETag")));
    assertThat(changed.status()).as(changed.text()).isEqualTo(200);
    Api.Answer suspended = admin.post("/api/devices/press-7/suspend", Map.of());
    assertThat(suspended.body().path("state").asText()).isEqualTo("SUSPENDED");
    assertThat(admin.post("/api/devices/press-7/activate", Map.of()).status()).isEqualTo(200);
    assertThat(admin.delete("/api/devices/press-7").status()).isEqualTo(204);
    assertThat(admin.get("/api/devices/press-7").status()).isEqualTo(404);

    List<OutboxTable.Entry> told = told("acme/press-7");
    assertThat(told).hasSize(5);
    DeviceRegistration first = parsed(told.get(0));
    assertThat(first.getTenant()).isEqualTo("acme");
    assertThat(first.getState()).isEqualTo(DeviceRegistration.State.ACTIVE);
    assertThat(first.getGrants(0).getPointsList()).containsExactly("force", "temp");
    assertThat(first.getLimits().getMessagesPerSecond()).isEqualTo(50);
    DeviceRegistration second = parsed(told.get(1));
    assertThat(second.getAutoProvision()).isTrue();
    assertThat(second.getGrants(0).getAsset()).isEqualTo("*");
    assertThat(second.getLimits().getMessagesPerSecond()).isZero();
    assertThat(parsed(told.get(2)).getState()).isEqualTo(DeviceRegistration.State.SUSPENDED);
    assertThat(parsed(told.get(3)).getState()).isEqualTo(DeviceRegistration.State.ACTIVE);
    assertThat(told.get(4).payload()).as("a tombstone").isNull();
  }

  @Test
  void aChangeNeedsTheVersionThatItsMakerSaw() {
    device("versioned");
    Map<String, Object> change = Map.of("name", "Another name");

    assertThat(admin.put("/api/devices/versioned", change, Map.of()).status()).isEqualTo(428);
    assertThat(admin.put("/api/devices/versioned", change, Map.of("If-Match", "\"1\"")).status())
        .isEqualTo(200);
    Api.Answer late = admin.put("/api/devices/versioned", change, Map.of("If-Match", "\"1\""));
    assertThat(late.status()).isEqualTo(412);
    assertThat(late.body().path("detail").asText()).contains("is version 2 now, not 1");
  }

  @Test
  void aGeneratedPasswordIsShownOnceAndItsHashGoesToGateways() throws Exception {
    device("meter-1");

    Api.Answer added =
        admin.post("/api/devices/meter-1/credentials", Map.of("kind", "PASSWORD", "label", "2026"));

    assertThat(added.status()).as(added.text()).isEqualTo(201);
    assertThat(added.header("Cache-Control")).isEqualTo("no-store");
    assertThat(added.body().path("userName").asText()).isEqualTo("acme/meter-1");
    String password = added.body().path("secret").asText();
    assertThat(password).matches("[A-Za-z0-9_-]{43}");
    SecretHash hash = SecretHash.parse(credential("meter-1").getPasswordHash());
    assertThat(hash.matches(password.getBytes(UTF_8))).isTrue();
    assertThat(hash.slow()).isFalse();
    assertNowhere(password, "meter-1");
    assertNowhere(hash.encoded(), "meter-1");
  }

  @Test
  void aChosenPasswordIsHashedSlowlyAndNeverAnsweredBack() throws Exception {
    device("meter-2");
    String password = "correct horse battery";

    Api.Answer tooShort =
        admin.post(
            "/api/devices/meter-2/credentials",
            Map.of("kind", "PASSWORD", "password", "sesame-123"));
    Api.Answer added =
        admin.post(
            "/api/devices/meter-2/credentials", Map.of("kind", "PASSWORD", "password", password));

    assertThat(tooShort.status()).isEqualTo(400);
    assertThat(tooShort.text()).contains("12 characters").doesNotContain("sesame");
    assertThat(added.status()).isEqualTo(201);
    assertThat(added.body().path("secret").isNull()).isTrue();
    assertThat(added.text()).doesNotContain(password);
    SecretHash hash = SecretHash.parse(credential("meter-2").getPasswordHash());
    assertThat(hash.slow()).isTrue();
    assertThat(hash.matches(password.getBytes(UTF_8))).isTrue();
    assertNowhere(password, "meter-2");
  }

  @Test
  void anApiKeyNamesItsDeviceAndOnlyTheSecretPartIsHashed() throws Exception {
    device("web-1");

    JsonNode added = admin.post("/api/devices/web-1/credentials", Map.of("kind", "API_KEY")).body();

    String key = added.path("secret").asText();
    assertThat(key).startsWith("acme/web-1/");
    SecretHash hash = SecretHash.parse(credential("web-1").getApiKeyHash());
    String secret = key.substring("acme/web-1/".length());
    assertThat(hash.matches(secret.getBytes(UTF_8))).isTrue();
    assertNowhere(secret, "web-1");
  }

  @Test
  void aPreSharedKeyTravelsSealedAndOpensForItsDeviceAlone() throws Exception {
    device("coap-1");
    device("coap-2");

    JsonNode generated =
        admin.post("/api/devices/coap-1/credentials", Map.of("kind", "PRE_SHARED_KEY")).body();
    Api.Answer given =
        admin.post(
            "/api/devices/coap-2/credentials",
            Map.of("kind", "PRE_SHARED_KEY", "keyHex", "00".repeat(16), "identity", "sensor-1"));

    assertThat(generated.path("credential").path("identity").asText()).isEqualTo("acme/coap-1");
    DeviceCredential.PreSharedKey sealed = credential("coap-1").getPreSharedKey();
    byte[] key =
        SecretBox.withKey(DEVICE_KEY).open(sealed.getSealedKey().toByteArray(), "acme/coap-1");
    assertThat(HexFormat.of().formatHex(key)).isEqualTo(generated.path("secret").asText());
    assertNowhere(generated.path("secret").asText(), "coap-1");
    assertThat(given.body().path("secret").isNull()).isTrue();
    assertNowhere("00".repeat(16), "coap-2");
    assertThat(credential("coap-2").getPreSharedKey().getIdentity()).isEqualTo("sensor-1");
  }

  @Test
  void anIdentityOrACertificateBelongsToOneDeviceOfAllTenants() {
    device("coap-3");
    String mine = "/api/devices/coap-3/credentials";
    assertThat(globex.post("/api/devices", Map.of("tag", "spy", "name", "Spy")).status())
        .isEqualTo(201);
    String theirs = "/api/devices/spy/credentials";
    String fingerprint = "AB:".repeat(31) + "AB";
    Map<String, Object> key = Map.of("kind", "PRE_SHARED_KEY", "identity", "node-9");
    Map<String, Object> certificate =
        Map.of("kind", "CERTIFICATE", "certificateSha256", fingerprint);

    assertThat(admin.post(mine, key).status()).isEqualTo(201);
    Api.Answer added = admin.post(mine, certificate);
    assertThat(added.body().path("credential").path("certificateSha256").asText())
        .isEqualTo("ab".repeat(32));

    assertThat(globex.post(theirs, key).status()).isEqualTo(409);
    assertThat(globex.post(theirs, certificate).status()).isEqualTo(409);
    Api.Answer squatted =
        globex.post(theirs, Map.of("kind", "PRE_SHARED_KEY", "identity", "acme/coap-4"));
    assertThat(squatted.status()).isEqualTo(400);
    assertThat(squatted.body().path("detail").asText()).contains("begins with 'globex/'");
  }

  @Test
  void refusesWhatIsNoCredentialAndSaysWhyWithoutTheSecret() {
    device("fussy");
    String path = "/api/devices/fussy/credentials";
    Map<Map<String, Object>, String> wrong = new HashMap<>();
    wrong.put(Map.of("kind", "CERTIFICATE"), "certificatePem");
    wrong.put(
        Map.of("kind", "CERTIFICATE", "certificatePem", "-----BEGIN CERTIFICATE-----\nAAAA\n"),
        "not an X.509 certificate");
    wrong.put(
        Map.of("kind", "CERTIFICATE", "certificatePem", "-----BEGIN PRIVATE KEY-----\nc2VjcmV0"),
        "private key");
    wrong.put(Map.of("kind", "CERTIFICATE", "certificateSha256", "abc"), "64 hexadecimal");
    wrong.put(Map.of("kind", "PRE_SHARED_KEY", "keyHex", "c0ffee"), "16 to 64 bytes");
    wrong.put(Map.of("kind", "PRE_SHARED_KEY", "keyHex", "secretsecret"), "not hexadecimal");
    wrong.put(Map.of("kind", "PRE_SHARED_KEY", "keyBase64", "!secret!"), "not Base64");
    wrong.put(Map.of("kind", "API_KEY", "password", "secret secret"), "another kind");

    wrong.forEach(
        (request, reason) -> {
          Api.Answer answer = admin.post(path, request);
          assertThat(answer.status()).as(answer.text()).isEqualTo(400);
          assertThat(answer.body().path("detail").asText()).contains(reason);
          assertThat(answer.text()).doesNotContain("c2VjcmV0").doesNotContain("secretsecret");
        });
    assertThat(admin.get("/api/devices/fussy").body().path("credentialList")).isEmpty();
  }

  @Test
  void refusesADeviceThatCannotBe() {
    for (Map<String, Object> wrong :
        List.<Map<String, Object>>of(
            Map.of("name", "no tag"),
            Map.of("tag", "a/b", "name", "slash"),
            Map.of("tag", "blank", "name", " "),
            Map.of("tag", "bad", "name", "x", "grants", List.of(Map.of("asset", "a b"))),
            Map.of(
                "tag",
                "bad",
                "name",
                "x",
                "grants",
                List.of(Map.of("asset", "a", "points", List.of("p q")))),
            Map.of(
                "tag",
                "bad",
                "name",
                "x",
                "grants",
                List.of(Map.of("asset", "a"), Map.of("asset", "a"))),
            Map.of("tag", "bad", "name", "x", "limits", Map.of("messagesPerSecond", -1)))) {
      Api.Answer answer = admin.post("/api/devices", wrong);
      assertThat(answer.status()).as(wrong + " -> " + answer.text()).isEqualTo(400);
    }
    device("twice");
    assertThat(admin.post("/api/devices", Map.of("tag", "twice", "name", "x")).status())
        .isEqualTo(409);
  }

  @Test
  void aRevokedCredentialIsGoneForGatewaysToo() throws Exception {
    device("revoked");
    String path = "/api/devices/revoked/credentials";
    String id =
        admin.post(path, Map.of("kind", "PASSWORD")).body().path("credential").path("id").asText();

    Api.Answer answer = admin.delete(path + "/" + id);

    assertThat(answer.body().path("credentialList")).isEmpty();
    List<OutboxTable.Entry> told = told("acme/revoked");
    assertThat(parsed(told.get(told.size() - 1)).getCredentialsList()).isEmpty();
    assertThat(admin.delete(path + "/" + id).status()).isEqualTo(404);
  }

  @Test
  void anotherTenantSeesAndChangesNothing() throws SQLException {
    String path = "/api/devices/walled";
    admin.post(
        "/api/devices",
        Map.of("tag", "walled", "name", "W", "grants", List.of(Map.of("asset", "press-7"))));

    assertThat(globex.get(path).status()).isEqualTo(404);
    assertThat(globex.get("/api/devices?q=walled").body().path("items")).isEmpty();
    assertThat(globex.put(path, Map.of("name", "x"), Map.of("If-Match", "1")).status())
        .isEqualTo(404);
    String credential =
        admin
            .post(path + "/credentials", Map.of("kind", "PASSWORD"))
            .body()
            .at("/credential/id")
            .asText();
    assertThat(globex.post(path + "/suspend", Map.of()).status()).isEqualTo(404);
    assertThat(globex.post(path + "/activate", Map.of()).status()).isEqualTo(404);
    assertThat(globex.delete(path + "/credentials/" + credential).status()).isEqualTo(404);
    assertThat(globex.post(path + "/credentials", Map.of("kind", "PASSWORD")).status())
        .isEqualTo(404);
    assertThat(globex.delete(path).status()).isEqualTo(404);
    assertThat(admin.get(path).body().path("state").asText()).isEqualTo("ACTIVE");
    assertThat(admin.get(path).body().path("credentialList")).hasSize(1);
    try (Connection raw = TestPostgres.api(cmms.database());
        Statement statement = raw.createStatement()) {
      statement.execute("set app.tenant_id = 'globex'");
      for (String table : List.of("device", "device_credential", "device_grant")) {
        try (ResultSet rows =
            statement.executeQuery("select count(*) from " + table + " where tenant_id = 'acme'")) {
          rows.next();
          assertThat(rows.getLong(1)).as(table).isZero();
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(As.class)
  void everyRoleReadsAndAdministratorsAndReliabilityEngineersChange(As role) {
    String tag = "of-" + role.name();
    boolean may = role == As.ADMIN || role == As.RELIABILITY;

    assertThat(cmms.as(role).post("/api/devices", Map.of("tag", tag, "name", tag)).status())
        .isEqualTo(may ? 201 : 403);
    if (!may) {
      device(tag);
    }
    String path = "/api/devices/" + tag;
    assertThat(cmms.as(role).get(path).status()).isEqualTo(200);
    assertThat(cmms.as(role).post(path + "/credentials", Map.of("kind", "API_KEY")).status())
        .isEqualTo(may ? 201 : 403);
    assertThat(cmms.as(role).post(path + "/suspend", Map.of()).status()).isEqualTo(may ? 200 : 403);
    assertThat(cmms.as(role).delete(path).status()).isEqualTo(may ? 204 : 403);
    assertThat(cmms.anonymous().get("/api/devices").status()).isEqualTo(401);
  }

  @Test
  void listsByTagInPages() {
    for (String tag : List.of("page-1", "page-2", "page-3")) {
      device(tag);
    }

    JsonNode first = admin.get("/api/devices?q=page-&limit=2").body();
    JsonNode second =
        admin.get("/api/devices?q=page-&limit=2&cursor=" + first.path("next").asText()).body();

    assertThat(first.path("items").findValuesAsText("tag")).containsExactly("page-1", "page-2");
    assertThat(second.path("items").findValuesAsText("tag")).containsExactly("page-3");
    assertThat(second.path("next").isNull()).isTrue();
  }

  @Test
  void withoutADeviceKeyAPreSharedKeyIsRefusedWithTheWayOut() {
    try (TestCmms keyless = TestCmms.start()) {
      Api there = keyless.as(As.ADMIN);
      there.post("/api/devices", Map.of("tag", "d", "name", "d"));

      Api.Answer answer =
          there.post("/api/devices/d/credentials", Map.of("kind", "PRE_SHARED_KEY"));

      assertThat(answer.status()).isEqualTo(409);
      assertThat(answer.body().path("detail").asText())
          .contains("millwright.cmms.device-key")
          .contains("openssl rand -base64 32");
    }
  }

  private void device(String tag) {
    Api.Answer answer = admin.post("/api/devices", Map.of("tag", tag, "name", tag));
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
  }

  /** In no answer of the API to anyone, and not in the database. */
  private void assertNowhere(String secret, String device) throws SQLException {
    for (String path : List.of("/api/devices/" + device, "/api/devices?q=" + device)) {
      assertThat(admin.get(path).text()).doesNotContain(secret);
      assertThat(cmms.as(As.VIEWER).get(path).text()).doesNotContain(secret);
    }
    if (secret.startsWith("sha256:")) {
      return;
    }
    try (Connection connection = TestPostgres.superuser(cmms.database());
        Statement statement = connection.createStatement();
        ResultSet found =
            statement.executeQuery(
                "select count(*) from cmms.device_credential c where c::text ilike '%"
                    + secret
                    + "%'")) {
      found.next();
      assertThat(found.getLong(1)).isZero();
    }
  }

  private DeviceCredential credential(String device) throws Exception {
    List<OutboxTable.Entry> told = told("acme/" + device);
    return parsed(told.get(told.size() - 1)).getCredentials(0);
  }

  private List<OutboxTable.Entry> told(String key) {
    return OutboxTable.waiting(cmms.database(), "registry.devices.v1").stream()
        .filter(entry -> entry.key().equals(key))
        .toList();
  }

  private static DeviceRegistration parsed(OutboxTable.Entry entry) throws Exception {
    return DeviceRegistration.parseFrom(Objects.requireNonNull(entry.payload()));
  }
}
