/** What is known of one asset's life: what training learns from and evaluation replays. */
@NullMarked
package io.millwright.models.history;

import org.jspecify.annotations.NullMarked;
