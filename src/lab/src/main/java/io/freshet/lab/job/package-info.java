/** The recommender's jobs in a Flink cluster inside this JVM, and a look at their metrics. */
@NullMarked
package io.freshet.lab.job;

import org.jspecify.annotations.NullMarked;
