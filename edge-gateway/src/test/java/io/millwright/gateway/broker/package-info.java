/** Tests of {@code io.millwright.gateway.broker}. */
@NullMarked
package io.millwright.gateway.broker;

import org.jspecify.annotations.NullMarked;
