package io.millwright.gateway.mqtt;

import org.jspecify.annotations.Nullable;

/**
 * A topic whose message is made when it can be sent, so that no client is told what does not hold
 * any more. Two feeds of one topic are equal.
 */
interface Feed {
  String topic();

  /** What there is to tell now; null = nothing. Must not block. */
  @Nullable Outgoing next();
}
