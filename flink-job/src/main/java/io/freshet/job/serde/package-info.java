/** From a topic's bytes to records and back. */
@NullMarked
package io.freshet.job.serde;

import org.jspecify.annotations.NullMarked;
