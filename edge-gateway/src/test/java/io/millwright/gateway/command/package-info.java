@NullMarked
package io.millwright.gateway.command;

import org.jspecify.annotations.NullMarked;
