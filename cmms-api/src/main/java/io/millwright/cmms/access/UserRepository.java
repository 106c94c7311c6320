package io.millwright.cmms.access;

import io.millwright.cmms.platform.Database;
import io.millwright.cmms.platform.Row;
import io.millwright.contracts.asset.TenantId;
import jakarta.inject.Singleton;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Users and organizations in the database. */
@Singleton
final class UserRepository {
  private final Database database;

  UserRepository(Database database) {
    this.database = database;
  }

  /** The organization of a user, asked before any tenant is known. */
  Optional<TenantId> tenantOf(String username) {
    return database.read(
        () ->
            database
                .sql("select tenant_of_user(:username) as tenant")
                .bind("username", username)
                .one(row -> Optional.ofNullable(row.textOrNull("tenant")).map(TenantId::new)));
  }

  Optional<User> active(String username) {
    return database.read(
        () ->
            database
                .sql("select * from app_user where username = :username and active")
                .bind("username", username)
                .first(UserRepository::user));
  }

  List<User> all() {
    return database.read(
        () ->
            database
                .sql("select * from app_user where active order by display_name, username")
                .list(UserRepository::user));
  }

  String organizationName() {
    return database.read(
        () -> database.sql("select name from organization").one(row -> row.text("name")));
  }

  /** Adds the organization of the bound tenant unless it is there. */
  void addOrganization(TenantId id, String name) {
    database.write(
        () ->
            database
                .sql(
                    "insert into organization (id, name) values (:id, :name) on conflict do nothing")
                .bind("id", id.value())
                .bind("name", name)
                .update());
  }

  void add(User user) {
    database.write(
        () ->
            database
                .sql(
                    """
                    insert into app_user (username, display_name, password_hash, roles)
                    values (:username, :displayName, :passwordHash, :roles)
                    on conflict do nothing
                    """)
                .bind("username", user.username().toLowerCase(Locale.ROOT))
                .bind("displayName", user.displayName())
                .bind("passwordHash", user.passwordHash())
                .bind("roles", user.roles().stream().map(Role::name).toList())
                .update());
  }

  private static User user(Row row) {
    Set<Role> roles = EnumSet.noneOf(Role.class);
    row.texts("roles").forEach(role -> roles.add(Role.valueOf(role)));
    return new User(
        row.text("username"), row.text("display_name"), row.text("password_hash"), roles);
  }
}
