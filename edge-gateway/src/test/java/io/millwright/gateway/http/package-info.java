/** Tests of {@code io.millwright.gateway.http}. */
@NullMarked
package io.millwright.gateway.http;

import org.jspecify.annotations.NullMarked;
