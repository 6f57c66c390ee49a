/** The job for hours: what it holds must not grow. */
@NullMarked
package io.freshet.lab.soak;

import org.jspecify.annotations.NullMarked;
