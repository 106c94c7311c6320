/** The figures at the top of the console. */
@NullMarked
package io.millwright.cmms.overview;

import org.jspecify.annotations.NullMarked;
