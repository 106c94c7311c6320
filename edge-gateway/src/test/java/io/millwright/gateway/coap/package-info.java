@NullMarked
package io.millwright.gateway.coap;

import org.jspecify.annotations.NullMarked;
