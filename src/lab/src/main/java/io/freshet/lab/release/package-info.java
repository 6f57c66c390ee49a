/** Releases of models: the record, what becomes of it, and a run that measures and breaks them. */
@NullMarked
package io.freshet.lab.release;

import org.jspecify.annotations.NullMarked;
