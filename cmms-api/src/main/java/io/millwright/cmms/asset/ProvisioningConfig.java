package io.millwright.cmms.asset;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.Context;
import io.micronaut.core.bind.annotation.Bindable;

/**
 * What nobody has registered and no device's own setting decides about.
 *
 * @param autoProvision true: assets that advisories name, and assets and points that come over an
 *     open gateway, are registered; false: they wait until someone does
 */
@Context
@ConfigurationProperties("millwright")
public record ProvisioningConfig(@Bindable(defaultValue = "false") boolean autoProvision) {}
