/** Experiments as their topics tell of them. */
@NullMarked
package io.freshet.console.experiment;

import org.jspecify.annotations.NullMarked;
