package io.millwright.cmms.asset;

/**
 * Someone has said anew how critical an asset is, in the transaction that is still open and holds
 * the asset's row.
 */
public record CriticalityChanged(String assetTag) {}
