/** The job's metrics. */
@NullMarked
package io.freshet.job.metric;

import org.jspecify.annotations.NullMarked;
