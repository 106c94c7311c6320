/** Looks at the machine and says what is missing and how to get it. */
@NullMarked
package io.millwright.standalone.doctor;

import org.jspecify.annotations.NullMarked;
