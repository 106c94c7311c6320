/**
 * Sends recorded histories of machines as if they were running now, and resumes where it stopped.
 */
@NullMarked
package io.millwright.simulators.replay;

import org.jspecify.annotations.NullMarked;
