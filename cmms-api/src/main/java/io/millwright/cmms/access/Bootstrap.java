package io.millwright.cmms.access;

import io.micronaut.context.annotation.ConfigurationProperties;
import io.micronaut.context.annotation.Context;
import io.micronaut.context.annotation.EachProperty;
import io.micronaut.context.annotation.Parameter;
import io.micronaut.core.bind.annotation.Bindable;
import io.millwright.cmms.tenancy.TenantContext;
import io.millwright.contracts.asset.TenantId;
import jakarta.annotation.PostConstruct;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the first organization and its users at the start, where the configuration names them and
 * they are missing. Who is there already stays as they are: a changed password is not set back.
 */
@Context
final class Bootstrap {
  private static final Logger LOGGER = LoggerFactory.getLogger(Bootstrap.class);
  private static final int SHORTEST_PASSWORD = 12;

  /**
   * The organization.
   *
   * @param id slug; empty = nothing to make
   */
  @ConfigurationProperties("millwright.bootstrap.organization")
  record OrganizationConfig(
      @Bindable(defaultValue = "") String id, @Bindable(defaultValue = "") String name) {}

  /** One user. */
  @EachProperty(value = "millwright.bootstrap.users", list = true)
  record UserConfig(
      @Parameter Integer index,
      @Nullable String username,
      @Nullable String password,
      @Nullable String displayName,
      @Nullable List<String> roles) {}

  private final OrganizationConfig organization;
  private final List<UserConfig> people;
  private final UserRepository users;
  private final PasswordHashing passwords;

  Bootstrap(
      OrganizationConfig organization,
      List<UserConfig> people,
      UserRepository users,
      PasswordHashing passwords) {
    this.organization = organization;
    this.people = people;
    this.users = users;
    this.passwords = passwords;
  }

  @PostConstruct
  void makeWhatIsMissing() {
    if (organization.id().isEmpty()) {
      if (!people.isEmpty()) {
        throw new IllegalArgumentException(
            "millwright.bootstrap.users needs millwright.bootstrap.organization.id");
      }
      return;
    }
    TenantId tenant = new TenantId(organization.id());
    TenantContext.run(
        tenant,
        () -> {
          users.addOrganization(
              tenant, organization.name().isEmpty() ? organization.id() : organization.name());
          people.forEach(this::add);
        });
  }

  private void add(UserConfig person) {
    String place = "millwright.bootstrap.users[" + person.index() + "]";
    String username = required(place + ".username", person.username()).toLowerCase(Locale.ROOT);
    if (users.active(username).isPresent()) {
      return;
    }
    String password = required(place + ".password", person.password());
    if (password.length() < SHORTEST_PASSWORD) {
      throw new IllegalArgumentException(
          place + ".password must have at least " + SHORTEST_PASSWORD + " characters");
    }
    users.add(
        new User(
            username,
            person.displayName() == null ? username : person.displayName(),
            passwords.hash(password),
            roles(place, person.roles())));
    LOGGER.atInfo().addKeyValue("user", username).log("user added from the configuration");
  }

  private static Set<Role> roles(String place, @Nullable List<String> names) {
    Set<Role> roles = EnumSet.noneOf(Role.class);
    for (String name : names == null ? List.<String>of() : names) {
      try {
        roles.add(Role.valueOf(name.strip().toUpperCase(Locale.ROOT)));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            place + ".roles: '" + name + "' is not one of " + List.of(Role.values()), e);
      }
    }
    if (roles.isEmpty()) {
      throw new IllegalArgumentException(
          place + ".roles is missing: name one or more of " + List.of(Role.values()));
    }
    return roles;
  }

  private static String required(String property, @Nullable String value) {
    if (value == null || value.isBlank()) {
      throw new IllegalArgumentException(property + " is missing");
    }
    return value.strip();
  }
}
