@NullMarked
package io.millwright.gateway.fuzz;

import org.jspecify.annotations.NullMarked;
