package io.millwright.streams.monitoring;

/** What a plan is released for. A store's name is that of its change log, so it never changes. */
public enum PlanRole {
  /** What it concludes is published and raised. */
  IN_FORCE("asset-monitors", "plan-documents"),
  /** It runs beside the one in force, and what it would have said can be read. */
  SHADOW("shadow-monitors", "shadow-documents");

  private final String monitors;
  private final String documents;

  PlanRole(String monitors, String documents) {
    this.monitors = monitors;
    this.documents = documents;
  }

  /** The store of the monitors, by asset. */
  public String monitors() {
    return monitors;
  }

  /** The store of their plans, by SHA-256. */
  public String documents() {
    return documents;
  }
}
