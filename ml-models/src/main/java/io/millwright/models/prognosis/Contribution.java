package io.millwright.models.prognosis;

/**
 * How far one descriptor moved a score.
 *
 * @param descriptor as {@code point/descriptor}
 * @param value its value now
 * @param typical the median of it in healthy assets of the training data
 * @param contribution its share of the departure from the average raw score; positive raises the
 *     risk
 */
public record Contribution(String descriptor, double value, double typical, double contribution) {}
