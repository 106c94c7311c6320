/** Secrets of devices, as the registry and the gateways share them. */
@NullMarked
package io.millwright.contracts.device;

import org.jspecify.annotations.NullMarked;
