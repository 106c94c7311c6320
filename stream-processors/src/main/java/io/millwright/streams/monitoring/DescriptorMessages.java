package io.millwright.streams.monitoring;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.wire.DescriptorSet;
import io.millwright.models.descriptor.DescriptorVector;
import java.io.IOException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Descriptors as the bytes of a {@link DescriptorSet}. There is one for each scan of each asset,
 * and most of it are names, the same ones each time: they are encoded once for each plan.
 *
 * <p>For one thread.
 */
final class DescriptorMessages {
  /** More plans than this at a time make it begin anew. */
  private static final int MOST_PLANS = 500;

  private final Map<List<String>, byte[]> encoded = new IdentityHashMap<>();

  List<byte[]> of(AssetKey asset, Concluded concluded) {
    List<DescriptorVector> vectors = concluded.conclusions().descriptors();
    if (vectors.isEmpty()) {
      return List.of();
    }
    List<byte[]> messages = new ArrayList<>(vectors.size());
    for (DescriptorVector vector : vectors) {
      messages.add(message(asset, vector, concluded));
    }
    return messages;
  }

  private byte[] message(AssetKey asset, DescriptorVector vector, Concluded concluded) {
    byte[] names = names(vector.names());
    String tenant = asset.tenant().value();
    String id = asset.asset().value();
    int number = vector.values().length;
    int uncertainBytes = uncertainBytes(vector.uncertain());
    byte[] bytes =
        new byte
            [CodedOutputStream.computeStringSize(DescriptorSet.TENANT_FIELD_NUMBER, tenant)
                + CodedOutputStream.computeStringSize(DescriptorSet.ASSET_FIELD_NUMBER, id)
                + CodedOutputStream.computeInt64Size(
                    DescriptorSet.TIME_MICROS_FIELD_NUMBER, vector.timeMicros())
                + names.length
                + packedSize(DescriptorSet.VALUE_FIELD_NUMBER, number * Double.BYTES)
                + CodedOutputStream.computeStringSize(
                    DescriptorSet.PLAN_ID_FIELD_NUMBER, concluded.planId())
                + CodedOutputStream.computeUInt32Size(
                    DescriptorSet.PLAN_VERSION_FIELD_NUMBER, concluded.planVersion())
                + packedSize(DescriptorSet.UNCERTAIN_FIELD_NUMBER, uncertainBytes)
                + packedSize(DescriptorSet.GOOD_SHARE_FIELD_NUMBER, number * Float.BYTES)];
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    try {
      out.writeString(DescriptorSet.TENANT_FIELD_NUMBER, tenant);
      out.writeString(DescriptorSet.ASSET_FIELD_NUMBER, id);
      out.writeInt64(DescriptorSet.TIME_MICROS_FIELD_NUMBER, vector.timeMicros());
      out.writeRawBytes(names);
      if (number > 0) {
        beginPacked(out, DescriptorSet.VALUE_FIELD_NUMBER, number * Double.BYTES);
        for (double value : vector.values()) {
          out.writeDoubleNoTag(value);
        }
      }
      out.writeString(DescriptorSet.PLAN_ID_FIELD_NUMBER, concluded.planId());
      out.writeUInt32(DescriptorSet.PLAN_VERSION_FIELD_NUMBER, concluded.planVersion());
      if (uncertainBytes > 0) {
        beginPacked(out, DescriptorSet.UNCERTAIN_FIELD_NUMBER, uncertainBytes);
        for (int i = 0; i < vector.uncertain().length; i++) {
          if (vector.uncertain()[i]) {
            out.writeUInt32NoTag(i);
          }
        }
      }
      if (number > 0) {
        beginPacked(out, DescriptorSet.GOOD_SHARE_FIELD_NUMBER, number * Float.BYTES);
        for (float share : vector.goodShare()) {
          out.writeFloatNoTag(share);
        }
      }
      out.checkNoSpaceLeft();
    } catch (IOException e) {
      throw new IllegalStateException("the size of a message was reckoned wrong", e);
    }
    return bytes;
  }

  private byte[] names(List<String> names) {
    byte[] known = encoded.get(names);
    if (known != null) {
      return known;
    }
    if (encoded.size() >= MOST_PLANS) {
      encoded.clear();
    }
    byte[] bytes = DescriptorSet.newBuilder().addAllName(names).build().toByteArray();
    encoded.put(names, bytes);
    return bytes;
  }

  private static int uncertainBytes(boolean[] uncertain) {
    int bytes = 0;
    for (int i = 0; i < uncertain.length; i++) {
      bytes += uncertain[i] ? CodedOutputStream.computeUInt32SizeNoTag(i) : 0;
    }
    return bytes;
  }

  private static int packedSize(int field, int bytes) {
    return bytes == 0
        ? 0
        : CodedOutputStream.computeTagSize(field)
            + CodedOutputStream.computeUInt32SizeNoTag(bytes)
            + bytes;
  }

  private static void beginPacked(CodedOutputStream out, int field, int bytes) throws IOException {
    out.writeTag(field, WireFormat.WIRETYPE_LENGTH_DELIMITED);
    out.writeUInt32NoTag(bytes);
  }
}
