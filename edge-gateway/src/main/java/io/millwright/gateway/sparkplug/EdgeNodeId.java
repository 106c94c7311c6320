package io.millwright.gateway.sparkplug;

/** An edge node, unique in the whole infrastructure; written {@code group/node}. */
record EdgeNodeId(String group, String node) {
  /** The source that its readings carry. */
  String source() {
    return "sparkplug:" + this;
  }

  String topic(String type) {
    return Addresses.NAMESPACE + group + "/" + type + "/" + node;
  }

  @Override
  public String toString() {
    return group + "/" + node;
  }
}
