/** Server-sent events that tell the console what just changed. */
@NullMarked
package io.millwright.cmms.stream;

import org.jspecify.annotations.NullMarked;
