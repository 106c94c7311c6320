/** What devices sent and nobody has registered: listed, and registered by one call or by itself. */
@NullMarked
package io.millwright.cmms.discovery;

import org.jspecify.annotations.NullMarked;
