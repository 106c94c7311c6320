/** Tests of {@code io.millwright.gateway.reading}. */
@NullMarked
package io.millwright.gateway.reading;

import org.jspecify.annotations.NullMarked;
