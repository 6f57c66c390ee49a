/** Options of the job, parsed once to validated settings. */
@NullMarked
package io.freshet.job.config;

import org.jspecify.annotations.NullMarked;
