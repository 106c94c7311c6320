/** Tests of {@code io.millwright.gateway.quality}. */
@NullMarked
package io.millwright.gateway.quality;

import org.jspecify.annotations.NullMarked;
