/** Reads Modbus TCP devices: register maps from the configuration, in as few requests as can be. */
@NullMarked
package io.millwright.gateway.modbus;

import org.jspecify.annotations.NullMarked;
