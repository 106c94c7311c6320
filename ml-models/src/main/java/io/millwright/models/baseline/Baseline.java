package io.millwright.models.baseline;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** What is normal for an asset, as it was learned, for each bin of its operation. */
public interface Baseline {
  /** Forgets it: the machine is not what it was. */
  void relearn();

  void write(DataOutput out) throws IOException;

  void read(DataInput in) throws IOException;
}
