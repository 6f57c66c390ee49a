/** The job's topics in Kafka. */
@NullMarked
package io.freshet.job.topic;

import org.jspecify.annotations.NullMarked;
