package io.millwright.cmms.asset;

import io.millwright.contracts.asset.AssetKey;

/**
 * An asset was registered, in the transaction that is still open: listeners that throw undo it.
 *
 * @param key whose it is
 */
public record AssetRegistered(AssetKey key, String assetClass) {}
