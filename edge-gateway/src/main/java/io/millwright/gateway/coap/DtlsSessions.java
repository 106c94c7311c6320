package io.millwright.gateway.coap;

import io.millwright.gateway.device.Credentials;
import io.millwright.gateway.device.DeviceAccess;
import io.millwright.gateway.device.Protocol;
import java.net.InetSocketAddress;
import java.security.Principal;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.eclipse.californium.elements.auth.AdditionalInfo;
import org.eclipse.californium.elements.auth.ExtensiblePrincipal;
import org.eclipse.californium.elements.util.Filter;
import org.eclipse.californium.scandium.DTLSConnector;
import org.eclipse.californium.scandium.dtls.Connection;
import org.jspecify.annotations.Nullable;

/**
 * What the DTLS sessions carry with them, and the end of those whose device has lost a credential:
 * such a session is forgotten, so that it can neither be used nor resumed.
 */
final class DtlsSessions {
  private static final String ADMISSION = "admission";

  /** More than lose a credential while one device goes without a handshake; one costs 150 bytes. */
  private static final int MOST_REVOKED = 100_000;

  private final DeviceAccess access;
  private final ScheduledExecutorService timer;
  private final Revocations revocations = new Revocations(MOST_REVOKED);
  private final AtomicBoolean toForget = new AtomicBoolean();
  private volatile @Nullable DTLSConnector connector;

  /** Of the timer's thread. */
  private @Nullable Future<Void> forgetting;

  DtlsSessions(DeviceAccess access, ScheduledExecutorService timer) {
    this.access = access;
    this.timer = timer;
  }

  /** Says where the sessions are. */
  void of(DTLSConnector newConnector) {
    connector = newConnector;
  }

  Revocations revocations() {
    return revocations;
  }

  /**
   * What a session carries with it from its handshake on.
   *
   * @param provenAt what {@link DtlsKeys} has given to the handshake; null = it resumes a session,
   *     and proves no more than that one did
   */
  AdditionalInfo established(Principal principal, @Nullable Object provenAt) {
    SessionAdmission resumed = admission(principal);
    return AdditionalInfo.from(
        Map.of(
            ADMISSION,
            resumed != null
                ? resumed
                : new SessionAdmission(
                    access,
                    new Credentials.PreSharedKey(Protocol.COAP, principal.getName()),
                    revocations,
                    provenAt instanceof Long number ? number : 0)));
  }

  /** Of the session that a request came in; null = it came in none. */
  static @Nullable SessionAdmission admission(@Nullable Principal principal) {
    return principal instanceof ExtensiblePrincipal<?> known
        ? known.getExtendedInfo().get(ADMISSION, SessionAdmission.class)
        : null;
  }

  /** Ends all sessions of a device that has lost a credential. */
  void letGo(String device) {
    revocations.add(device);
    forgetRevoked();
  }

  /** Soon, on another thread, and once for many that are let go together. */
  void forgetRevoked() {
    if (toForget.compareAndSet(false, true)) {
      try {
        timer.execute(this::forgetWhenReady);
      } catch (RejectedExecutionException e) {
        // The endpoint is closed, and its sessions with it.
      }
    }
  }

  private void forgetWhenReady() {
    if (forgetting != null && !forgetting.isDone()) {
      timer.schedule(this::forgetWhenReady, 20, TimeUnit.MILLISECONDS);
      return;
    }
    toForget.set(false);
    DTLSConnector present = connector;
    if (present != null) {
      Filter<Connection> goodbye = connection -> sayGoodbye(present, connection);
      Filter<Principal> revoked = DtlsSessions::revoked;
      // First the word to the device, which the end of a session would cut off.
      present.startForEach(goodbye);
      forgetting = present.startTerminateConnectionsForPrincipal(revoked);
    }
  }

  /** False = go on with the next connection. */
  private static boolean sayGoodbye(DTLSConnector connector, Connection connection) {
    InetSocketAddress address = connection.getPeerAddress();
    if (address != null && revoked(connection.getEstablishedPeerIdentity())) {
      try {
        connector.close(address);
      } catch (RejectedExecutionException e) {
        // It is gone already.
      }
    }
    return false;
  }

  private static boolean revoked(@Nullable Principal principal) {
    SessionAdmission admission = admission(principal);
    return admission != null && admission.revoked();
  }
}
