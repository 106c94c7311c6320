/** Tests of {@code io.millwright.gateway.discovery}. */
@NullMarked
package io.millwright.gateway.discovery;

import org.jspecify.annotations.NullMarked;
