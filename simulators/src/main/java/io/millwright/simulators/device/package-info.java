/** Devices that send what a machine produces and keep it until the gateway has acknowledged it. */
@NullMarked
package io.millwright.simulators.device;

import org.jspecify.annotations.NullMarked;
