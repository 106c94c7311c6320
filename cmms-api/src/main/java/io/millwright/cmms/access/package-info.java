/**
 * Who may come in and what they may do: organizations, users, passwords, tokens, roles and
 * permissions.
 */
@NullMarked
package io.millwright.cmms.access;

import org.jspecify.annotations.NullMarked;
