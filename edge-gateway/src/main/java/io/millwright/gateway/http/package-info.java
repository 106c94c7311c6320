/**
 * HTTP ingest: POST of measurements, for what speaks nothing else; answered after they are kept.
 */
@NullMarked
package io.millwright.gateway.http;

import org.jspecify.annotations.NullMarked;
