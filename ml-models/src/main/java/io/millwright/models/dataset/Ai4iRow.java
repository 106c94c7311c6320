package io.millwright.models.dataset;

/**
 * One process of the milling machine of AI4I 2020. The columns that name the kind of failure are
 * left out: they are the answer.
 *
 * @param number of the row, UDI
 * @param quality of the product: 0 low (L), 1 medium (M), 2 high (H)
 * @param airKelvin temperature of the air
 * @param processKelvin temperature of the process
 * @param speedRpm of the spindle, above 0
 * @param torqueNm at the spindle
 * @param wearMinutes for which the tool had been used
 * @param failed whether the machine failed
 */
public record Ai4iRow(
    int number,
    int quality,
    double airKelvin,
    double processKelvin,
    double speedRpm,
    double torqueNm,
    double wearMinutes,
    boolean failed) {}
