/** The stages of the job, one a file; decisions are made in core. */
@NullMarked
package io.freshet.job.operator;

import org.jspecify.annotations.NullMarked;
