/** What the gateway promises to devices, tried with real clients and a real Kafka. */
@NullMarked
package io.millwright.gateway;

import org.jspecify.annotations.NullMarked;
