@NullMarked
package io.millwright.gateway.waveform;

import org.jspecify.annotations.NullMarked;
