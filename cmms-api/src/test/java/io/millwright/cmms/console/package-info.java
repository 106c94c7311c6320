/** The web console in a real browser. */
@NullMarked
package io.millwright.cmms.console;

import org.jspecify.annotations.NullMarked;
