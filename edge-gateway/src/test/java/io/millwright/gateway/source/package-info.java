/** Supervision, without a network. */
@NullMarked
package io.millwright.gateway.source;

import org.jspecify.annotations.NullMarked;
