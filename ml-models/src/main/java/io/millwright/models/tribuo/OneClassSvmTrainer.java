package io.millwright.models.tribuo;

import io.millwright.models.novelty.OneClassTrainer;
import io.millwright.models.novelty.SupportVectors;
import java.util.Locale;
import java.util.Map;
import libsvm.svm;
import libsvm.svm_model;
import libsvm.svm_node;
import org.tribuo.MutableDataset;
import org.tribuo.anomaly.AnomalyFactory;
import org.tribuo.anomaly.Event;
import org.tribuo.anomaly.libsvm.LibSVMAnomalyTrainer;
import org.tribuo.anomaly.libsvm.SVMAnomalyType;
import org.tribuo.anomaly.libsvm.SVMAnomalyType.SVMMode;
import org.tribuo.common.libsvm.KernelType;
import org.tribuo.common.libsvm.LibSVMModel;
import org.tribuo.common.libsvm.SVMParameters;
import org.tribuo.impl.ArrayExample;
import org.tribuo.provenance.SimpleDataSourceProvenance;

/** Trains one-class machines with Tribuo's LibSVM and flattens them. */
public final class OneClassSvmTrainer implements OneClassTrainer {
  /** As many kernels as the rows of a burn-in have at most: 1,000² in single precision. */
  private static final double CACHE_MEGABYTES = 8;

  /** Loaded with the first training: plans that train none need no LibSVM. */
  private static final class Silence {
    static {
      // It would write of each training to the standard output.
      svm.svm_set_print_string_function(text -> {});
    }

    static void begin() {
      // the class is loaded, that is all
    }
  }

  @Override
  public SupportVectors train(float[][] rows, double nu, double gamma, long seed) {
    return flatten(model(rows, nu, gamma, seed), rows[0].length, gamma);
  }

  static LibSVMModel<Event> model(float[][] rows, double nu, double gamma, long seed) {
    Silence.begin();
    SVMParameters<Event> parameters =
        new SVMParameters<>(new SVMAnomalyType(SVMMode.ONE_CLASS), KernelType.RBF);
    parameters.setNu(nu);
    parameters.setGamma(gamma);
    parameters.setCacheSize(CACHE_MEGABYTES);
    AnomalyFactory factory = new AnomalyFactory();
    MutableDataset<Event> dataset =
        new MutableDataset<>(
            new SimpleDataSourceProvenance("descriptors of AssetMonitor", factory), factory);
    for (float[] row : rows) {
      dataset.add(example(row));
    }
    return new LibSVMAnomalyTrainer(parameters, seed).train(dataset, Map.of());
  }

  static ArrayExample<Event> example(float[] row) {
    String[] names = new String[row.length];
    double[] values = new double[row.length];
    for (int i = 0; i < row.length; i++) {
      // Tribuo sorts by name: thus the order of the columns is kept.
      names[i] = String.format(Locale.ROOT, "c%03d", i);
      values[i] = row[i];
    }
    return new ArrayExample<>(AnomalyFactory.EXPECTED_EVENT, names, values);
  }

  private static SupportVectors flatten(LibSVMModel<Event> model, int columns, double gamma) {
    svm_model inner = model.getInnerModels().get(0);
    float[] values = new float[inner.l * columns];
    double[] weights = new double[inner.l];
    for (int v = 0; v < inner.l; v++) {
      weights[v] = inner.sv_coef[0][v];
      for (svm_node node : inner.SV[v]) {
        values[v * columns + node.index] = (float) node.value;
      }
    }
    return new SupportVectors(columns, values, weights, inner.rho[0], gamma);
  }
}
