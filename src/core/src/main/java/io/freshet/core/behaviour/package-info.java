/** The bounded window of a user's recent interactions, and its packed form. */
@NullMarked
package io.freshet.core.behaviour;

import org.jspecify.annotations.NullMarked;
