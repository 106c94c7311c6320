/** Judges and converts readings as they come in: unit, physical range, time. */
@NullMarked
package io.millwright.gateway.quality;

import org.jspecify.annotations.NullMarked;
