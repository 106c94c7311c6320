/** Tests of {@code io.millwright.gateway.senml}. */
@NullMarked
package io.millwright.gateway.senml;

import org.jspecify.annotations.NullMarked;
