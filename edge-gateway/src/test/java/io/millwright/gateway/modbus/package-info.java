/** The register maps, without a network. */
@NullMarked
package io.millwright.gateway.modbus;

import org.jspecify.annotations.NullMarked;
