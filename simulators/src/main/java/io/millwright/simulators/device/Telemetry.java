package io.millwright.simulators.device;

import io.millwright.contracts.asset.AssetKey;
import io.millwright.simulators.payload.PayloadFormat;

/**
 * A message of a device about one asset.
 *
 * @param number of the message within its asset, so that who sent it knows which was answered
 */
@SuppressWarnings("ArrayRecordComponent") // compared by identity, never changed
public record Telemetry(AssetKey asset, long number, PayloadFormat format, byte[] payload) {}
