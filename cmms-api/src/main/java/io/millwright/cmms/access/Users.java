package io.millwright.cmms.access;

import jakarta.inject.Singleton;

/** What other features ask about the users of the bound tenant. */
@Singleton
public final class Users {
  private final UserRepository users;

  Users(UserRepository users) {
    this.users = users;
  }

  /** Whether work can be given to that user. */
  public boolean exists(String username) {
    return users.active(username).isPresent();
  }
}
