/**
 * Judges a feed against what happened next: was an item in the list that its user had before it?
 * Beside it, on the same log, what simple recommenders would have shown.
 */
@NullMarked
package io.freshet.lab.prequential;

import org.jspecify.annotations.NullMarked;
