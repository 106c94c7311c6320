package io.millwright.cmms.series;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.Context;
import io.micronaut.core.bind.annotation.Bindable;
import jakarta.validation.constraints.Min;

/**
 * What readers of readings may take of an instance of the API at a time.
 *
 * @param exports of all organizations together
 * @param exportsOfOrganization of each of them
 */
@Context
@ConfigurationProperties("millwright.series")
record SeriesConfig(
    @Bindable(defaultValue = "8") @Min(1) int exports,
    @Bindable(defaultValue = "3") @Min(1) int exportsOfOrganization) {}
