/** The recommender as a Flink job: {@code RecommenderTopology} is its table of contents. */
@NullMarked
package io.freshet.job;

import org.jspecify.annotations.NullMarked;
