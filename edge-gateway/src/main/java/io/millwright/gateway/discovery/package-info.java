/** Tells the registry what devices send that nobody has registered. */
@NullMarked
package io.millwright.gateway.discovery;

import org.jspecify.annotations.NullMarked;
