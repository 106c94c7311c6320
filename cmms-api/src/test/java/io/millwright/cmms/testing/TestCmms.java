package io.millwright.cmms.testing;

import io.millwright.cmms.CmmsApplication;
import io.millwright.cmms.CmmsInside;
import java.net.URI;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The whole API on a free port and a database of its own, as its main program starts it. The
 * organization {@code acme} has one user for each role, who were there before; {@code globex} is
 * made by {@link #otherTenant}, as a first start does.
 */
public final class TestCmms implements AutoCloseable {
  public static final String PASSWORD = "correct horse battery staple";
  public static final String TENANT = "acme";

  /**
   * Of {@link #PASSWORD}, with 8 KiB and one pass: a hash as the API makes it would take a fifth of
   * a second, six times a start.
   */
  private static final String QUICK_HASH =
      "$argon2id$v=19$m=8,t=1,p=1$b25seSBmb3IgdGVzdHMhIQ$A/iKQDb1VKc9o9yZyjtENBx1MHCIOMnmMvCghtUnUO0";

  /** The roles, as a client knows them. */
  public enum As {
    ADMIN,
    PLANNER,
    TECHNICIAN,
    RELIABILITY,
    VIEWER
  }

  private final CmmsApplication application;
  private final String database;
  private final Map<As, Api> clients = new EnumMap<>(As.class);

  private TestCmms(CmmsApplication application, String database) {
    this.application = application;
    this.database = database;
  }

  /**
   * One without Kafka for all test classes of this JVM that make what they look at: starting it
   * takes longer than most of them. It ends with the JVM, and nobody closes it.
   */
  public static TestCmms shared() {
    return Shared.CMMS;
  }

  private static final class Shared {
    static final TestCmms CMMS = start();
  }

  /** Without Kafka. */
  public static TestCmms start() {
    return start(TestPostgres.newDatabase(), Map.of("millwright.kafka.enabled", "false"));
  }

  public static TestCmms start(String database, Map<String, Object> properties) {
    Map<String, Object> all = new HashMap<>(settings(database));
    all.put("millwright.bootstrap.organization.id", TENANT);
    all.put("millwright.bootstrap.organization.name", "Acme Power");
    int index = 0;
    for (As role : As.values()) {
      String user = "millwright.bootstrap.users[" + index++ + "].";
      all.put(user + "username", username(role));
      all.put(user + "password", PASSWORD);
      all.put(user + "display-name", "The " + role.name().toLowerCase(Locale.ROOT));
      all.put(user + "roles", role.name());
    }
    all.putAll(properties);
    addPeople(database);
    return new TestCmms(CmmsApplication.start(all), database);
  }

  /** As if an earlier start had made them. */
  private static void addPeople(String database) {
    TestPostgres.execute(
        database,
        "insert into cmms.organization (id, name) values ('acme', 'Acme Power') on conflict do nothing");
    for (As role : As.values()) {
      TestPostgres.execute(
          database,
          """
          insert into cmms.app_user (tenant_id, username, display_name, password_hash, roles)
          values ('acme', '%s', 'The %s', '%s', array['%s']) on conflict do nothing
          """
              .formatted(
                  username(role), role.name().toLowerCase(Locale.ROOT), QUICK_HASH, role.name()));
    }
  }

  /** What every instance on that database needs. */
  public static Map<String, Object> settings(String database) {
    Map<String, Object> settings = new HashMap<>();
    settings.put("micronaut.server.port", -1);
    settings.put("micronaut.server.host", "localhost");
    settings.put("datasources.default.url", TestPostgres.url(database));
    settings.put("datasources.migration.url", TestPostgres.url(database));
    settings.put(
        "millwright.access.jwt-secret", "a secret that only the tests know, 32 bytes or more");
    return settings;
  }

  public static String username(As role) {
    return role.name().toLowerCase(Locale.ROOT) + "@acme.example";
  }

  /** Makes the organization {@code globex} with an admin, and signs them in. */
  public Api otherTenant() {
    Map<String, Object> settings = new HashMap<>(settings(database));
    settings.put("millwright.kafka.enabled", "false");
    settings.put("millwright.bootstrap.organization.id", "globex");
    settings.put("millwright.bootstrap.organization.name", "Globex");
    settings.put("millwright.bootstrap.users[0].username", "admin@globex.example");
    settings.put("millwright.bootstrap.users[0].password", PASSWORD);
    settings.put("millwright.bootstrap.users[0].roles", "ADMIN");
    CmmsApplication.start(settings).close();
    return Api.signedIn(url(), "admin@globex.example", PASSWORD);
  }

  public Api as(As role) {
    return clients.computeIfAbsent(role, wanted -> Api.signedIn(url(), username(wanted), PASSWORD));
  }

  public Api anonymous() {
    return Api.anonymous(url());
  }

  public URI url() {
    return application.url();
  }

  /** One of its parts. */
  public <T> T bean(Class<T> type) {
    return CmmsInside.bean(application, type);
  }

  public CmmsApplication application() {
    return application;
  }

  public String database() {
    return database;
  }

  @Override
  public void close() {
    application.close();
  }
}
