/** Waiting. */
@NullMarked
package io.freshet.lab.time;

import org.jspecify.annotations.NullMarked;
