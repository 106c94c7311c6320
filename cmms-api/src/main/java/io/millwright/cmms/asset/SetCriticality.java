package io.millwright.cmms.asset;

import io.micronaut.serde.annotation.Serdeable;
import org.jspecify.annotations.Nullable;

/** How critical an asset is; null = that is not known. */
@Serdeable
record SetCriticality(@Nullable Criticality criticality) {}
