/** Blocks of vibration: spectra, envelopes, and the lines of bearings, gears and shafts in them. */
@NullMarked
package io.millwright.models.spectrum;

import org.jspecify.annotations.NullMarked;
