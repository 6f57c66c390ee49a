/**
 * What travels: events, slates, outcomes, items and dead letters. Every other package speaks these
 * words.
 */
@NullMarked
package io.freshet.core.domain;

import org.jspecify.annotations.NullMarked;
