/** Tests of {@code io.millwright.gateway.device}. */
@NullMarked
package io.millwright.gateway.device;

import org.jspecify.annotations.NullMarked;
