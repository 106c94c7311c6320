/**
 * The books of the gateway: what came from each source and where it is now.
 *
 * <pre>
 *  received = kept + failed + under way          kept = forwarded + pending + dropped
 * </pre>
 */
@NullMarked
package io.millwright.gateway.ledger;

import org.jspecify.annotations.NullMarked;
