@NullMarked
package io.millwright.gateway.store;

import org.jspecify.annotations.NullMarked;
