package io.millwright.gateway.coap;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import org.eclipse.californium.core.coap.Request;
import org.eclipse.californium.core.network.Exchange;
import org.eclipse.californium.core.network.KeyMID;
import org.eclipse.californium.elements.DtlsEndpointContext;
import org.eclipse.californium.elements.auth.PreSharedKeyIdentity;
import org.eclipse.californium.elements.util.Bytes;
import org.junit.jupiter.api.Test;

/** What is known again when it is repeated. */
final class RecentMessagesTest {
  private long now = Long.MAX_VALUE - 5;
  private final RecentMessages messages = new RecentMessages(10, 4, () -> now);

  private static KeyMID key(int peer, int messageId) {
    return new KeyMID(messageId, peer);
  }

  private Exchange add(int peer, int messageId) {
    Exchange exchange =
        new Exchange(
            Request.newPost(),
            new InetSocketAddress("127.0.0.1", peer),
            Exchange.Origin.REMOTE,
            Runnable::run);
    assertThat(messages.findPrevious(key(peer, messageId), exchange)).isNull();
    return exchange;
  }

  @Test
  void knowsAMessageAgainOfItsPeerOnlyAndAsLongAsItMayBeRepeated() {
    Exchange first = add(1, 7);
    add(2, 7);
    Exchange repeated = add(3, 7);

    assertThat(messages.findPrevious(key(1, 7), repeated)).isSameAs(first);
    now += RecentMessages.LIFETIME_NANOS;
    assertThat(messages.find(key(1, 7))).isSameAs(first);
    now++;
    assertThat(messages.find(key(1, 7))).isNull();
    assertThat(messages.isEmpty()).isTrue();
  }

  @Test
  void aPeerThatSendsMuchForgetsItsOwnOldestOnly() {
    Exchange other = add(1, 1);
    for (int i = 1; i <= 6; i++) {
      add(2, i);
    }

    assertThat(messages.find(key(2, 2))).isNull();
    assertThat(messages.find(key(2, 3))).isNotNull();
    assertThat(messages.find(key(1, 1))).isSameAs(other);
    assertThat(messages.size()).isEqualTo(5);
  }

  @Test
  void allPeersTogetherHaveNoMoreThanTheNewest() {
    for (int peer = 1; peer <= 1_000; peer++) {
      add(peer, 1);
    }

    assertThat(messages.size()).isEqualTo(10);
    assertThat(messages.find(key(990, 1))).isNull();
    assertThat(messages.find(key(991, 1))).isNotNull();
  }

  @Test
  void replacesOnlyWhatItKnows() {
    Exchange first = add(1, 1);
    Exchange second = add(1, 2);

    assertThat(messages.replacePrevious(key(1, 1), first, second)).isTrue();
    assertThat(messages.find(key(1, 1))).isSameAs(second);
    assertThat(messages.replacePrevious(key(1, 1), first, second)).isFalse();
    assertThat(messages.replacePrevious(key(1, 3), first, second)).isTrue();
    assertThat(messages.find(key(1, 3))).isSameAs(second);
  }

  /** What a device sends over DTLS, from an address, in a session. */
  private static Exchange secured(int port, long handshake) {
    Request request = Request.newPost();
    request.setSourceContext(
        new DtlsEndpointContext(
            new InetSocketAddress("127.0.0.1", port),
            null,
            new PreSharedKeyIdentity("demo/press-7"),
            new Bytes(new byte[] {1}),
            1,
            "TLS_PSK_WITH_AES_128_CCM_8",
            handshake));
    return new Exchange(request, "press-7", Exchange.Origin.REMOTE, Runnable::run);
  }

  private static KeyMID securedKey(int messageId) {
    return new KeyMID(messageId, "press-7");
  }

  @Test
  void aMessageIsNoRepetitionOfOneInAnEarlierSession() {
    Exchange beforeRestart = secured(5000, 1);
    Exchange afterRestart = secured(5000, 2);
    messages.findPrevious(securedKey(7), beforeRestart);
    Exchange other = secured(5000, 1);
    messages.findPrevious(securedKey(8), other);
    now += RecentMessages.LIFETIME_NANOS;

    assertThat(messages.findPrevious(securedKey(7), afterRestart)).isNull();

    assertThat(messages.find(securedKey(7))).isSameAs(afterRestart);
    assertThat(messages.size()).isEqualTo(2);
    now++;
    assertThat(messages.find(securedKey(8))).as("the oldest now").isNull();
    assertThat(messages.find(securedKey(7))).isSameAs(afterRestart);
  }

  @Test
  void aMessageOfTheSameSessionIsARepetitionFromAnotherAddressToo() {
    Exchange first = secured(5000, 1);
    messages.findPrevious(securedKey(7), first);

    assertThat(messages.findPrevious(securedKey(7), secured(5001, 1))).isSameAs(first);
  }
}
