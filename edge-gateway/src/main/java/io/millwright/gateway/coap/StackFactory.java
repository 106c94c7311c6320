package io.millwright.gateway.coap;

import org.eclipse.californium.core.network.ExtendedCoapStackFactory;
import org.eclipse.californium.core.network.Outbox;
import org.eclipse.californium.core.network.stack.CoapStack;
import org.eclipse.californium.elements.config.Configuration;
import org.jspecify.annotations.Nullable;

/** Californium's factory without the method that its newer one has replaced. */
@FunctionalInterface
interface StackFactory extends ExtendedCoapStackFactory {
  @Override
  @SuppressWarnings({"deprecation", "InlineMeSuggester"}) // the interface has it still
  default CoapStack createCoapStack(
      String protocol, String tag, Configuration settings, Outbox outbox, @Nullable Object custom) {
    throw new UnsupportedOperationException("Californium has called the other method since 3.1");
  }
}
