/** Tests of {@code io.millwright.gateway.publish}. */
@NullMarked
package io.millwright.gateway.publish;

import org.jspecify.annotations.NullMarked;
