package io.millwright.cmms.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.millwright.cmms.CmmsApplication;
import io.millwright.cmms.testing.Api;
import io.millwright.cmms.testing.TestCmms;
import io.millwright.cmms.testing.TestCmms.As;
import io.millwright.cmms.testing.TestPostgres;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SessionIT {
  private TestCmms cmms;

  @BeforeAll
  void start() {
    cmms = TestCmms.start();
  }

  @AfterAll
  void stop() {
    cmms.close();
  }

  @Test
  void aRefreshThatBreaksOffLeavesTheTokenAsGoodAsBefore() {
    Api.Answer session =
        cmms.anonymous()
            .post(
                "/api/login",
                Map.of("username", TestCmms.username(As.VIEWER), "password", TestCmms.PASSWORD));
    String token = session.body().path("refresh_token").asText();
    RefreshTokens tokens = cmms.bean(RefreshTokens.class);

    assertThatThrownBy(
            () ->
                tokens.redeem(
                    token,
                    redeemed -> {
                      throw new IllegalStateException("the process ends here");
                    }))
        .hasMessage("the process ends here");

    // Long after the grace, in which a second use is forgiven anyway.
    TestPostgres.execute(
        cmms.database(), "update cmms.refresh_token set used_at = used_at - interval '1 hour'");
    assertThat(
            cmms.anonymous()
                .post(
                    "/api/token/refresh",
                    Map.of("grant_type", "refresh_token", "refresh_token", token))
                .status())
        .isEqualTo(200);
  }

  @Test
  void signsInAndSaysWhoOneIs() {
    Api.Answer session =
        cmms.anonymous()
            .post(
                "/api/login",
                Map.of("username", "Planner@Acme.example", "password", TestCmms.PASSWORD));

    assertThat(session.status()).isEqualTo(200);
    assertThat(session.body().path("token_type").asText()).isEqualTo("Bearer");
    assertThat(session.body().path("expires_in").asInt()).isEqualTo(900);
    assertThat(session.body().path("username").asText()).isEqualTo("planner@acme.example");
    assertThat(session.body().path("roles").path(0).asText()).isEqualTo("PLANNER");

    JsonNode me =
        Api.withToken(cmms.url(), session.body().path("access_token").asText())
            .get("/api/me")
            .body();
    assertThat(me.path("displayName").asText()).isEqualTo("The planner");
    assertThat(me.path("organization").path("id").asText()).isEqualTo("acme");
    assertThat(me.path("organization").path("name").asText()).isEqualTo("Acme Power");
    assertThat(me.path("permissions").toString())
        .contains("WORK_ORDER_ASSIGN")
        .doesNotContain("PLAN_RELEASE");
  }

  @Test
  void refusesAWrongPasswordAnUnknownUserAndAForgedToken() {
    Api.Answer wrong = login("viewer@acme.example", "wrong");
    Api.Answer unknown = login("nobody@acme.example", "wrong");

    assertThat(wrong.status()).isEqualTo(401);
    assertThat(wrong.header("Content-Type")).startsWith("application/problem+json");
    assertThat(wrong.body().path("detail").asText()).isEqualTo("user name or password is wrong");
    assertThat(unknown.status()).isEqualTo(401);
    assertThat(unknown.text()).isEqualTo(wrong.text());
    assertThat(cmms.anonymous().get("/api/me").status()).isEqualTo(401);
  }

  @Test
  void refusesATokenThatItDidNotSign() {
    String good =
        login("admin@acme.example", TestCmms.PASSWORD).body().path("access_token").asText();
    List<String> parts = List.of(good.split("\\.", -1));
    String unsigned = base64("{\"alg\":\"none\"}") + "." + parts.get(1) + ".";
    String otherSignature = parts.get(0) + "." + parts.get(1) + "." + base64("x".repeat(32));
    String otherTenant =
        parts.get(0)
            + "."
            + base64(decoded(parts.get(1)).replace("\"acme\"", "\"globex\""))
            + "."
            + parts.get(2);

    assertThat(statusWith(good)).isEqualTo(200);
    assertThat(statusWith(unsigned)).isEqualTo(401);
    assertThat(statusWith(otherSignature)).isEqualTo(401);
    assertThat(decoded(parts.get(1))).contains("\"acme\"");
    assertThat(statusWith(otherTenant)).isEqualTo(401);
  }

  @Test
  void makesGuessingWait() {
    for (int i = 0; i < 5; i++) {
      assertThat(login("reliability@acme.example", "guess " + i).status()).isEqualTo(401);
    }

    Api.Answer sixth = login("reliability@acme.example", TestCmms.PASSWORD);

    assertThat(sixth.status()).isEqualTo(429);
    assertThat(Integer.parseInt(sixth.header("Retry-After"))).isBetween(1, 301);
    assertThat(login("technician@acme.example", TestCmms.PASSWORD).status()).isEqualTo(200);
  }

  @Test
  void aRefreshTokenWorksOnceAndItsSecondUseEndsTheFamily() {
    String first =
        login("admin@acme.example", TestCmms.PASSWORD).body().path("refresh_token").asText();

    Api.Answer refreshed = refresh(first);
    assertThat(refreshed.status()).isEqualTo(200);
    String second = refreshed.body().path("refresh_token").asText();
    assertThat(second).isNotEqualTo(first);

    // later than the grace for two tabs that refresh at the same moment
    TestPostgres.execute(
        cmms.database(),
        "update cmms.refresh_token set used_at = used_at - interval '1 minute' where used_at is not"
            + " null");
    assertThat(refresh(first).status()).isEqualTo(401);
    assertThat(refresh(second).status()).isEqualTo(401);
  }

  @Test
  void twoTabsMayRefreshAtTheSameMoment() {
    String token =
        login("admin@acme.example", TestCmms.PASSWORD).body().path("refresh_token").asText();

    assertThat(refresh(token).status()).isEqualTo(200);
    assertThat(refresh(token).status()).isEqualTo(200);
  }

  @Test
  void signingOutEndsTheFamily() {
    String token =
        login("admin@acme.example", TestCmms.PASSWORD).body().path("refresh_token").asText();

    assertThat(cmms.anonymous().post("/api/logout", Map.of("refresh_token", token)).status())
        .isEqualTo(204);

    assertThat(refresh(token).status()).isEqualTo(401);
    assertThat(refresh("made up").status()).isEqualTo(401);
  }

  @Test
  void aDeactivatedUserCannotRefresh() {
    String token =
        login("viewer@acme.example", TestCmms.PASSWORD).body().path("refresh_token").asText();
    TestPostgres.execute(
        cmms.database(),
        "update cmms.app_user set active = false where username = 'viewer@acme.example'");
    try {
      assertThat(refresh(token).status()).isEqualTo(401);
      assertThat(login("viewer@acme.example", TestCmms.PASSWORD).status()).isEqualTo(401);
    } finally {
      TestPostgres.execute(
          cmms.database(),
          "update cmms.app_user set active = true where username = 'viewer@acme.example'");
    }
  }

  @Test
  void listsTheUsersOfTheOrganization() {
    cmms.otherTenant();

    JsonNode users = cmms.as(As.TECHNICIAN).get("/api/users").body();

    assertThat(users).hasSize(5);
    assertThat(users.toString()).doesNotContain("globex").doesNotContain("argon2");
  }

  @Test
  void doesNotStartWithoutASecret() {
    Map<String, Object> settings = new HashMap<>(TestCmms.settings(cmms.database()));
    settings.put("millwright.access.jwt-secret", "too short");

    assertThatThrownBy(() -> CmmsApplication.start(settings))
        .hasStackTraceContaining("millwright.access.jwt-secret")
        .hasStackTraceContaining("at least 32 bytes");
  }

  private int statusWith(String token) {
    return Api.withToken(cmms.url(), token).get("/api/me").status();
  }

  private static String base64(String text) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(UTF_8));
  }

  private static String decoded(String part) {
    return new String(Base64.getUrlDecoder().decode(part), UTF_8);
  }

  private Api.Answer login(String username, String password) {
    return cmms.anonymous().post("/api/login", Map.of("username", username, "password", password));
  }

  private Api.Answer refresh(String token) {
    return cmms.anonymous()
        .post("/api/token/refresh", Map.of("grant_type", "refresh_token", "refresh_token", token));
  }
}
