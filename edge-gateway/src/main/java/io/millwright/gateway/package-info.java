/** Takes what machines send in any protocol, and acknowledges it once Kafka has it. */
@NullMarked
package io.millwright.gateway;

import org.jspecify.annotations.NullMarked;
