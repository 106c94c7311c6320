/** The built web console and its API description, served by the API itself. */
@NullMarked
package io.millwright.cmms.console;

import org.jspecify.annotations.NullMarked;
