/** What devices are told: commands and configurations, from Kafka to whoever delivers them. */
@NullMarked
package io.millwright.gateway.command;

import org.jspecify.annotations.NullMarked;
