/** Reads settings by name and reports every problem of them at once. */
@NullMarked
package io.millwright.gateway.config;

import org.jspecify.annotations.NullMarked;
