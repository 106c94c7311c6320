/** What the gateway's TCP servers share: listening, event loops, TLS. */
@NullMarked
package io.millwright.gateway.net;

import org.jspecify.annotations.NullMarked;
