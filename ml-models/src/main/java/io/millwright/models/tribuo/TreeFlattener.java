package io.millwright.models.tribuo;

import io.millwright.models.prognosis.TreeEnsemble;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import ml.dmlc.xgboost4j.java.XGBoostError;
import org.tribuo.common.xgboost.XGBoostModel;

/** Turns the trees of an XGBoost model into the arrays of a {@link TreeEnsemble}. */
final class TreeFlattener {
  private static final String NUMBER = "(-?(?:[0-9.]+(?:[eE][-+]?[0-9]+)?|inf|nan))";
  private static final Pattern SPLIT =
      Pattern.compile(
          "\\s*([0-9]+):\\[f([0-9]+)<"
              + NUMBER
              + "] yes=([0-9]+),no=([0-9]+),missing=([0-9]+),gain=[^,]*,cover="
              + NUMBER);
  private static final Pattern LEAF =
      Pattern.compile("\\s*([0-9]+):leaf=" + NUMBER + ",cover=" + NUMBER);

  /** What XGBoost adds to all trees; set in {@link TreeParameters}. */
  private static final float BASE_SCORE = 0.5f;

  private final List<Integer> roots = new ArrayList<>();
  private final List<Node> nodes = new ArrayList<>();
  private final int[] placeOfId;

  private TreeFlattener(int[] placeOfId) {
    this.placeOfId = placeOfId;
  }

  /**
   * @param signOfTree 1 = its leaves are added; -1 = subtracted, and then the base score cancels
   */
  static TrainedTrees flatten(
      XGBoostModel<?> model, List<String> names, IntUnaryOperator signOfTree) {
    int[] placeOfId = new int[model.getFeatureIDMap().size()];
    Arrays.fill(placeOfId, -1);
    for (int i = 0; i < names.size(); i++) {
      int id = model.getFeatureIDMap().getID(names.get(i));
      if (id >= 0) {
        placeOfId[id] = i;
      }
    }
    String[] dump;
    try {
      dump = model.getInnerModels().get(0).getModelDump((String) null, true, "text");
    } catch (XGBoostError e) {
      throw new IllegalStateException("XGBoost cannot show its trees: " + e.getMessage(), e);
    }
    TreeFlattener flattener = new TreeFlattener(placeOfId);
    boolean signed = false;
    for (int tree = 0; tree < dump.length; tree++) {
      int sign = signOfTree.applyAsInt(tree);
      signed |= sign < 0;
      flattener.add(dump[tree], sign);
    }
    return new TrainedTrees(
        flattener.ensemble(names.size(), signed ? 0 : BASE_SCORE), TreeTrainer.provenance(model));
  }

  private void add(String dump, int sign) {
    Map<Integer, Node> byId = new HashMap<>();
    dump.lines()
        .forEach(
            line -> {
              Node node = parse(line, sign);
              byId.put(node.id, node);
            });
    Node root = node(0, byId);
    expect(root, byId);
    roots.add(nodes.size());
    nodes.add(root);
    // Breadth first, both children at once, so that they stand side by side.
    for (int i = roots.get(roots.size() - 1); i < nodes.size(); i++) {
      Node node = nodes.get(i);
      if (!node.leaf) {
        node.left = nodes.size();
        nodes.add(node(node.yes, byId));
        nodes.add(node(node.no, byId));
      }
    }
  }

  private static Node node(int id, Map<Integer, Node> byId) {
    Node node = byId.get(id);
    if (node == null) {
      throw new IllegalStateException("XGBoost shows a tree without its node " + id);
    }
    return node;
  }

  private Node parse(String line, int sign) {
    Node node = new Node();
    Matcher split = SPLIT.matcher(line);
    if (split.matches()) {
      node.id = Integer.parseInt(split.group(1));
      node.feature = placeOfId[Integer.parseInt(split.group(2))];
      node.value = Float.parseFloat(split.group(3));
      node.yes = Integer.parseInt(split.group(4));
      node.no = Integer.parseInt(split.group(5));
      node.missingLeft = Integer.parseInt(split.group(6)) == node.yes;
      return node;
    }
    Matcher leaf = LEAF.matcher(line);
    if (leaf.matches()) {
      node.id = Integer.parseInt(leaf.group(1));
      node.leaf = true;
      node.value = sign * Float.parseFloat(leaf.group(2));
      node.cover = Double.parseDouble(leaf.group(3));
      return node;
    }
    throw new IllegalStateException("XGBoost shows a node in a form that is unknown: " + line);
  }

  private static void expect(Node node, Map<Integer, Node> byId) {
    if (node.leaf) {
      node.expected = node.value;
      return;
    }
    Node yes = node(node.yes, byId);
    Node no = node(node.no, byId);
    expect(yes, byId);
    expect(no, byId);
    node.cover = yes.cover + no.cover;
    node.expected =
        node.cover == 0
            ? (yes.expected + no.expected) / 2
            : (yes.cover * yes.expected + no.cover * no.expected) / node.cover;
  }

  private TreeEnsemble ensemble(int features, float base) {
    int size = nodes.size();
    int[] left = new int[size];
    int[] feature = new int[size];
    float[] threshold = new float[size];
    boolean[] missingLeft = new boolean[size];
    float[] expected = new float[size];
    for (int i = 0; i < size; i++) {
      Node node = nodes.get(i);
      left[i] = node.left;
      feature[i] = node.feature;
      threshold[i] = node.value;
      missingLeft[i] = node.missingLeft;
      expected[i] = (float) node.expected;
    }
    return new TreeEnsemble(
        features,
        base,
        roots.stream().mapToInt(Integer::intValue).toArray(),
        left,
        feature,
        threshold,
        missingLeft,
        expected);
  }

  private static final class Node {
    private int id;
    private boolean leaf;
    private int feature;
    private float value;
    private int yes;
    private int no;
    private boolean missingLeft;
    private double cover;
    private double expected;
    private int left;
  }
}
