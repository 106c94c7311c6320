package io.millwright.models.release;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.millwright.models.prognosis.ScoringModel;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where a model comes from and how good it is.
 *
 * @param data what it learnt from, in words
 * @param dataSha256 of the readings it learnt from
 * @param assets that it learnt from, by tag
 * @param rows evaluated scans that it learnt from
 * @param folds of the cross-validation; all scans of an asset are in one fold
 * @param parameters of the training, the seed among them
 * @param metrics by name; each name says on which data and with which cap
 * @param calibration how the raw score became the answer
 * @param modelSha256 of the model file
 * @param provenance what Tribuo says of the training
 */
public record ModelCard(
    String name,
    ScoringModel.Target target,
    String data,
    String dataSha256,
    List<String> assets,
    int rows,
    int folds,
    List<String> descriptors,
    Map<String, String> parameters,
    Map<String, Double> metrics,
    Map<String, Double> calibration,
    String planId,
    String planSha256,
    String modelSha256,
    String provenance) {
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  public ModelCard {
    assets = List.copyOf(assets);
    descriptors = List.copyOf(descriptors);
    parameters = sorted(parameters);
    metrics = sorted(metrics);
    calibration = sorted(calibration);
  }

  private static <V> Map<String, V> sorted(Map<String, V> map) {
    return Collections.unmodifiableMap(new TreeMap<>(map));
  }

  /** The same card with more metrics. */
  public ModelCard with(Map<String, Double> more) {
    TreeMap<String, Double> all = new TreeMap<>(metrics);
    all.putAll(more);
    return new ModelCard(
        name,
        target,
        data,
        dataSha256,
        assets,
        rows,
        folds,
        descriptors,
        parameters,
        all,
        calibration,
        planId,
        planSha256,
        modelSha256,
        provenance);
  }

  public String toJson() {
    try {
      return JSON.writeValueAsString(this);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a record of texts and numbers is always JSON", e);
    }
  }

  /**
   * Reads a card.
   *
   * @throws IllegalArgumentException if the text is no card
   */
  public static ModelCard ofJson(String json) {
    try {
      return JSON.readValue(json, ModelCard.class);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("not a model card: " + e.getOriginalMessage(), e);
    }
  }
}
