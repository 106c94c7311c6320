package io.millwright.cmms.access;

import java.util.Set;

/** A person who can sign in. The user name is the e-mail address in lower case. */
record User(String username, String displayName, String passwordHash, Set<Role> roles) {}
