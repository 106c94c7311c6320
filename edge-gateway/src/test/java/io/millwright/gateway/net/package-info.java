/** Tests of {@code io.millwright.gateway.net}, and certificates for all. */
@NullMarked
package io.millwright.gateway.net;

import org.jspecify.annotations.NullMarked;
