/** Tests of {@code io.millwright.gateway.mqtt}. */
@NullMarked
package io.millwright.gateway.mqtt;

import org.jspecify.annotations.NullMarked;
