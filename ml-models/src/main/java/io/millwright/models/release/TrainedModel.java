package io.millwright.models.release;

import com.google.protobuf.ByteString;
import io.millwright.contracts.asset.TenantId;
import io.millwright.contracts.wire.ModelRelease;
import io.millwright.models.prognosis.TreeModel;

/**
 * A model file with its card, ready to be released.
 *
 * @param bytes of the model file; not to be changed by the receiver
 */
@SuppressWarnings("ArrayRecordComponent") // it travels once, from training to release
public record TrainedModel(String name, byte[] bytes, ModelCard card) {
  /** Lower-case hexadecimal SHA-256 of the bytes. */
  public String sha256() {
    return Sha256.hex(bytes);
  }

  /** The model, scoring as that version. */
  public TreeModel model(int version) {
    return ModelFiles.read(name, version, bytes);
  }

  /**
   * The message of topic {@code maintenance.models.v1}.
   *
   * @param version 0 = the receiver gives one
   */
  public ModelRelease toWire(TenantId tenant, int version) {
    return ModelRelease.newBuilder()
        .setTenant(tenant.value())
        .setName(name)
        .setVersion(version)
        .setCard(card.toJson())
        .setModel(ByteString.copyFrom(bytes))
        .setSha256(sha256())
        .build();
  }

  /**
   * Reads a release and checks that its bytes are those that were released.
   *
   * @throws CorruptModelException if they are not, or are no model file
   */
  public static TreeModel ofWire(ModelRelease release) {
    byte[] bytes = release.getModel().toByteArray();
    String sha256 = Sha256.hex(bytes);
    if (!sha256.equals(release.getSha256())) {
      throw new CorruptModelException(
          "model '"
              + release.getName()
              + "' version "
              + release.getVersion()
              + " was released with SHA-256 "
              + release.getSha256()
              + ", but its bytes have "
              + sha256);
    }
    return ModelFiles.read(release.getName(), release.getVersion(), bytes);
  }
}
