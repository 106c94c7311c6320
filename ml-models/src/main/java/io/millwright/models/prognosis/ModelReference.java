package io.millwright.models.prognosis;

/**
 * A released model.
 *
 * @param sha256 lower-case hexadecimal SHA-256 of the model bytes
 */
public record ModelReference(String name, int version, String sha256) {}
