/** The one way all protocols go: decode, have it kept, count, and only then answer the device. */
@NullMarked
package io.millwright.gateway.intake;

import org.jspecify.annotations.NullMarked;
