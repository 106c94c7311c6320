package io.millwright.models.tribuo;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How trees are grown. Stored in the model card: the same parameters, rows and seed give the same
 * trees.
 *
 * @param rounds boosting rounds, 1 or more
 * @param learningRate above 0, at most 1
 * @param depth of a tree at most
 * @param minChildWeight smallest weight of rows in a leaf
 * @param rowShare share of the rows that each tree sees
 * @param columnShare share of the descriptors that each tree sees
 * @param bins into which the values of a descriptor are sorted
 */
public record TreeParameters(
    int rounds,
    double learningRate,
    int depth,
    double minChildWeight,
    double rowShare,
    double columnShare,
    int bins,
    long seed) {

  /** The same, grown with other lots. */
  public TreeParameters withSeed(long otherSeed) {
    return new TreeParameters(
        rounds, learningRate, depth, minChildWeight, rowShare, columnShare, bins, otherSeed);
  }

  /** As XGBoost names them. One thread: more would spin for the cores that others want. */
  Map<String, Object> forXgboost(String objective) {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("objective", objective);
    map.put("eta", learningRate);
    map.put("gamma", 0);
    map.put("max_depth", depth);
    map.put("min_child_weight", minChildWeight);
    map.put("subsample", rowShare);
    map.put("colsample_bytree", columnShare);
    map.put("lambda", 1);
    map.put("alpha", 0);
    map.put("base_score", 0.5);
    map.put("tree_method", "hist");
    map.put("max_bin", bins);
    map.put("nthread", 1);
    map.put("verbosity", 0);
    map.put("seed", seed);
    return map;
  }

  /** For the model card. */
  public Map<String, String> asTexts() {
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put("rounds", Integer.toString(rounds));
    texts.put("learningRate", Double.toString(learningRate));
    texts.put("depth", Integer.toString(depth));
    texts.put("minChildWeight", Double.toString(minChildWeight));
    texts.put("rowShare", Double.toString(rowShare));
    texts.put("columnShare", Double.toString(columnShare));
    texts.put("bins", Integer.toString(bins));
    texts.put("seed", Long.toString(seed));
    return texts;
  }
}
