/** Tests of {@code io.millwright.gateway.sparkplug}. */
@NullMarked
package io.millwright.gateway.sparkplug;

import org.jspecify.annotations.NullMarked;
