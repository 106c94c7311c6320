package io.millwright.cmms.series;

import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Schema;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Takes the query parameters of {@link NamedPoints}; for the description of the API, since they are
 * read from the request.
 */
@Parameter(name = "asset", in = ParameterIn.QUERY, description = "whose points")
@Parameter(
    name = "point",
    in = ParameterIn.QUERY,
    array = @ArraySchema(schema = @Schema(type = "string")),
    description = "names of its points")
@Parameter(
    name = "series",
    in = ParameterIn.QUERY,
    array = @ArraySchema(schema = @Schema(type = "string")),
    description = "instead of asset and point: points as asset/point")
@Parameter(
    name = "derived",
    in = ParameterIn.QUERY,
    schema = @Schema(type = "boolean"),
    description = "descriptors of the monitoring instead of what was measured")
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@interface NamesPoints {}
