/** Waveforms: blocks of raw vibration, and the numbers that are made of them for a scan. */
@NullMarked
package io.millwright.models.waveform;

import org.jspecify.annotations.NullMarked;
