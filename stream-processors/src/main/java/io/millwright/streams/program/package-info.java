/**
 * What the two programs of this module share: settings, metrics and health over HTTP, a clean stop.
 */
@NullMarked
package io.millwright.streams.program;

import org.jspecify.annotations.NullMarked;
