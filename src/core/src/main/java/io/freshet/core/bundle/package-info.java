/** A model bundle on disk: manifest, checksums, vocabulary, golden vectors. */
@NullMarked
package io.freshet.core.bundle;

import org.jspecify.annotations.NullMarked;
