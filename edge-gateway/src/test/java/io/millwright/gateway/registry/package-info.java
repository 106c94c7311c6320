/** Tests of {@code io.millwright.gateway.registry}. */
@NullMarked
package io.millwright.gateway.registry;

import org.jspecify.annotations.NullMarked;
