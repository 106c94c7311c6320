package io.millwright.gateway.coap;

import static org.assertj.core.api.Assertions.assertThat;

import io.millwright.gateway.device.Admission;
import io.millwright.gateway.device.Admission.Admitted;
import io.millwright.gateway.device.Admission.Refused;
import io.millwright.gateway.device.Credentials;
import io.millwright.gateway.device.DeviceAccess;
import io.millwright.gateway.device.Protocol;
import io.millwright.gateway.device.Sender;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Who stays in, and who does not. */
final class SessionAdmissionTest {
  private static final Credentials.PreSharedKey CREDENTIALS =
      new Credentials.PreSharedKey(Protocol.COAP, "a key");

  private final Revocations revocations = new Revocations(10);

  private SessionAdmission session(long provenAt) {
    return new SessionAdmission(new EverybodyIsPress7(), CREDENTIALS, revocations, provenAt);
  }

  private static Admission judged(SessionAdmission session) {
    return session.admission().toCompletableFuture().join();
  }

  @Test
  void aDeviceThatLosesACredentialIsRefusedInItsSessionAndLetInInANewOne() {
    SessionAdmission session = session(revocations.latest());
    assertThat(judged(session)).isInstanceOf(Admitted.class);

    revocations.add("demo/press-7");

    assertThat(judged(session)).isInstanceOf(Refused.class);
    assertThat(judged(session)).as("and stays so").isInstanceOf(Refused.class);
    assertThat(session.revoked()).isTrue();
    assertThat(judged(session(revocations.latest()))).isInstanceOf(Admitted.class);
  }

  @Test
  void aKeyThatIsRevokedDuringTheHandshakeLetsNobodyIn() {
    long provenAt = revocations.latest();
    revocations.add("demo/press-7");

    SessionAdmission session = session(provenAt);

    assertThat(judged(session)).isInstanceOf(Refused.class);
    assertThat(session.revoked()).isTrue();
  }

  @Test
  void aDeviceIsNotRefusedForWhatAnotherLoses() {
    SessionAdmission session = session(revocations.latest());

    revocations.add("demo/fan-1");

    assertThat(judged(session)).isInstanceOf(Admitted.class);
    assertThat(session.revoked()).isFalse();
  }

  /** Has one device, which it knows by any key. */
  private static final class EverybodyIsPress7 implements DeviceAccess {
    @Override
    public CompletionStage<Admission> admit(Credentials credentials) {
      return CompletableFuture.completedFuture(new Admitted(Sender.trusted("coap:demo/press-7")));
    }

    @Override
    public byte @Nullable [] preSharedKey(String identity) {
      return null;
    }
  }
}
