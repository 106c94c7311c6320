package io.millwright.gateway;

import io.micronaut.runtime.Micronaut;

/** The gateway as a program of its own. */
public final class GatewayApplication {
  /**
   * The Micronaut environment of this program. Its settings are in {@code application-gateway.yml},
   * and its beans exist in this environment only: {@code standalone} has several programs on one
   * class path.
   */
  public static final String ENVIRONMENT = "gateway";

  private GatewayApplication() {}

  public static void main(String[] args) {
    // Before the first logger. Another program's logback.xml may be on the class path too.
    if (System.getProperty("logback.configurationFile") == null) {
      System.setProperty("logback.configurationFile", "logback-gateway.xml");
    }
    Micronaut.build(args)
        .classes(GatewayApplication.class)
        .environments(ENVIRONMENT)
        .deduceEnvironment(false)
        .banner(false)
        .start();
  }
}
