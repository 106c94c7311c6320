/**
 * Keeps connected what must be called: servers and devices that give their readings only to those
 * who ask.
 */
@NullMarked
package io.millwright.gateway.source;

import org.jspecify.annotations.NullMarked;
