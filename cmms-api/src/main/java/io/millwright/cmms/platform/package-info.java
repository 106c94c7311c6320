/**
 * What belongs to no feature: SQL within a transaction, problem responses, Kafka settings, health.
 */
@NullMarked
package io.millwright.cmms.platform;

import org.jspecify.annotations.NullMarked;
