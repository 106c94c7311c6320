/** Who sends: credentials, and what their owner may write. */
@NullMarked
package io.millwright.gateway.device;

import org.jspecify.annotations.NullMarked;
