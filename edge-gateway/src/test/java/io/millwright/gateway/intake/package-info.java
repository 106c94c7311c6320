/** Tests of {@code io.millwright.gateway.intake}. */
@NullMarked
package io.millwright.gateway.intake;

import org.jspecify.annotations.NullMarked;
