package io.millwright.gateway.registry;

import com.google.protobuf.InvalidProtocolBufferException;
import io.millwright.contracts.asset.AssetKey;
import io.millwright.contracts.wire.AssetRegistration;
import io.millwright.contracts.wire.DeviceCredential;
import io.millwright.contracts.wire.DeviceRegistration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Devices and assets by name. Many threads read, one writes. */
public final class Directory {
  private final Map<String, RegisteredDevice> devices = new ConcurrentHashMap<>();
  private final Map<AssetKey, RegisteredAsset> assets = new ConcurrentHashMap<>();

  /** Identities of devices by what else they are found by; the first that claims it has it. */
  private final Map<String, String> byCertificate = new ConcurrentHashMap<>();

  private final Map<String, String> byKeyIdentity = new ConcurrentHashMap<>();

  /**
   * The device of that name.
   *
   * @param identity {@code tenant/device}
   */
  public @Nullable RegisteredDevice device(String identity) {
    return devices.get(identity);
  }

  /**
   * The device with that certificate.
   *
   * @param sha256 of the certificate's DER, in lower-case hexadecimal
   */
  public @Nullable RegisteredDevice byCertificate(String sha256) {
    String identity = byCertificate.get(sha256);
    return identity == null ? null : devices.get(identity);
  }

  /** The device with that identity of a pre-shared key. */
  public @Nullable RegisteredDevice byKeyIdentity(String keyIdentity) {
    String identity = byKeyIdentity.get(keyIdentity);
    return identity == null ? null : devices.get(identity);
  }

  public @Nullable RegisteredAsset asset(AssetKey key) {
    return assets.get(key);
  }

  public int deviceCount() {
    return devices.size();
  }

  public int assetCount() {
    return assets.size();
  }

  Map<String, RegisteredDevice> devices() {
    return devices;
  }

  Map<AssetKey, RegisteredAsset> assets() {
    return assets;
  }

  /**
   * Takes over a device.
   *
   * @param encoded a {@link DeviceRegistration}; null = it is gone
   * @throws IllegalArgumentException if it is none, or that of another device
   */
  void device(String identity, byte @Nullable [] encoded) {
    DeviceRegistration registration = encoded == null ? null : read(identity, encoded);
    RegisteredDevice before = devices.get(identity);
    List<DeviceCredential> credentials = List.of();
    if (registration == null || encoded == null) {
      devices.remove(identity);
    } else {
      credentials = registration.getCredentialsList();
      devices.put(identity, new RegisteredDevice(identity, encoded));
    }
    if (before != null) {
      for (DeviceCredential credential : before.credentials()) {
        if (!credentials.contains(credential)) {
          forget(identity, credential);
        }
      }
    }
    // After that: a new key can have the identity of the one that it replaces.
    credentials.forEach(credential -> index(identity, credential));
  }

  private static DeviceRegistration read(String identity, byte[] encoded) {
    DeviceRegistration registration;
    try {
      registration = DeviceRegistration.parseFrom(encoded);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException("not a registration of a device", e);
    }
    if (!identity.equals(registration.getTenant() + "/" + registration.getDevice())) {
      throw new IllegalArgumentException("its value is the registration of another device");
    }
    return registration;
  }

  private void index(String identity, DeviceCredential credential) {
    if (credential.hasCertificateSha256()) {
      byCertificate.putIfAbsent(credential.getCertificateSha256(), identity);
    } else if (credential.hasPreSharedKey()) {
      byKeyIdentity.putIfAbsent(credential.getPreSharedKey().getIdentity(), identity);
    }
  }

  private void forget(String identity, DeviceCredential credential) {
    if (credential.hasCertificateSha256()) {
      byCertificate.remove(credential.getCertificateSha256(), identity);
    } else if (credential.hasPreSharedKey()) {
      byKeyIdentity.remove(credential.getPreSharedKey().getIdentity(), identity);
    }
  }

  /**
   * Takes over an asset.
   *
   * @param encoded an {@link AssetRegistration}; null = it is gone
   * @throws IllegalArgumentException if it is none, or that of another asset
   */
  void asset(AssetKey key, byte @Nullable [] encoded) {
    if (encoded == null) {
      assets.remove(key);
      return;
    }
    AssetRegistration registration;
    try {
      registration = AssetRegistration.parseFrom(encoded);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException("not a registration of an asset", e);
    }
    if (!registration.getTenant().equals(key.tenant().value())
        || !registration.getAsset().equals(key.asset().value())) {
      throw new IllegalArgumentException("its value is the registration of another asset");
    }
    assets.put(key, new RegisteredAsset(encoded));
  }
}
