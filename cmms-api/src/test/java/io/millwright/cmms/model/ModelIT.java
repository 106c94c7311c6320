package io.millwright.cmms.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import io.millwright.cmms.testing.Api;
import io.millwright.cmms.testing.OutboxTable;
import io.millwright.cmms.testing.TestCmms;
import io.millwright.cmms.testing.TestCmms.As;
import io.millwright.contracts.wire.ModelRelease;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ModelIT {
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
  void givesVersionsInTurnAndTheCallersTenant() throws Exception {
    ModelRelease.Builder release = release("turbofan-failure-30h", new byte[] {1, 2, 3});

    Api.Answer first = post(As.RELIABILITY, release.setTenant("globex").setVersion(77).build());
    Api.Answer second = post(As.RELIABILITY, release.build());

    assertThat(first.status()).as(first.text()).isEqualTo(201);
    assertThat(first.body().path("version").asInt()).isEqualTo(1);
    assertThat(second.body().path("version").asInt()).isEqualTo(2);
    List<OutboxTable.Entry> waiting =
        OutboxTable.waiting(cmms.database(), "maintenance.models.v1").stream()
            .filter(entry -> entry.key().equals("acme/turbofan-failure-30h"))
            .toList();
    assertThat(waiting).hasSize(2);
    ModelRelease sent = ModelRelease.parseFrom(waiting.get(1).payload());
    assertThat(sent.getTenant()).isEqualTo("acme");
    assertThat(sent.getVersion()).isEqualTo(2);
    assertThat(sent.getModel().toByteArray()).containsExactly(1, 2, 3);
    List<JsonNode> listed =
        List.of(
            cmms.as(As.VIEWER)
                .get("/api/models")
                .body()
                .findParents("name")
                .toArray(new JsonNode[0]));
    assertThat(listed)
        .filteredOn(model -> model.path("name").asText().equals("turbofan-failure-30h"))
        .extracting(
            model -> model.path("version").asInt() + " " + model.path("inForce").asBoolean())
        .containsExactly("2 true", "1 false");
  }

  @Test
  void takesAModelOfTenMebibytesAndRefusesOneThatKafkaCouldNotCarry() throws Exception {
    assertThat(post(As.ADMIN, release("big", new byte[10 * 1024 * 1024]).build()).status())
        .isEqualTo(201);
    assertThat(post(As.ADMIN, release("too-big", new byte[16 * 1024 * 1024]).build()).status())
        .isEqualTo(413);
  }

  @Test
  void refusesChangedBytesABadNameAndNonsense() throws Exception {
    ModelRelease good = release("changed", new byte[] {1}).build();

    Api.Answer changed =
        post(As.ADMIN, good.toBuilder().setModel(ByteString.copyFrom(new byte[] {2})).build());
    Api.Answer name = post(As.ADMIN, good.toBuilder().setName("no spaces").build());
    Api.Answer empty = post(As.ADMIN, good.toBuilder().clearModel().build());
    Api.Answer nonsense =
        cmms.as(As.ADMIN)
            .postBytes("/api/models", new byte[] {1, 2, 3}, "application/octet-stream");

    assertThat(changed.status()).isEqualTo(400);
    assertThat(changed.body().path("detail").asText()).contains("changed on its way");
    assertThat(name.status()).isEqualTo(400);
    assertThat(empty.status()).isEqualTo(400);
    assertThat(nonsense.status()).isEqualTo(400);
    assertThat(post(As.PLANNER, good).status()).isEqualTo(403);
  }

  private Api.Answer post(As who, ModelRelease release) {
    return cmms.as(who).postBytes("/api/models", release.toByteArray(), "application/octet-stream");
  }

  private static ModelRelease.Builder release(String name, byte[] model) throws Exception {
    return ModelRelease.newBuilder()
        .setName(name)
        .setCard("{}")
        .setModel(ByteString.copyFrom(model))
        .setSha256(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(model)));
  }
}
