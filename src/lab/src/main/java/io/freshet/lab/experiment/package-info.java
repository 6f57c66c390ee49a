/**
 * Experiments: told to a job that runs; and made-up ones of which the truth is known, to see how
 * the statistics do on them.
 */
@NullMarked
package io.freshet.lab.experiment;

import org.jspecify.annotations.NullMarked;
