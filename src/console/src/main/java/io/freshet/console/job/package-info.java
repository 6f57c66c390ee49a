/** What the Flink job says of itself. */
@NullMarked
package io.freshet.console.job;

import org.jspecify.annotations.NullMarked;
