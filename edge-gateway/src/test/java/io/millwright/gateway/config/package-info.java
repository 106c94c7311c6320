/** Tests of {@code io.millwright.gateway.config}. */
@NullMarked
package io.millwright.gateway.config;

import org.jspecify.annotations.NullMarked;
