/** What the job remembers: one owner class for each state. */
@NullMarked
package io.freshet.job.state;

import org.jspecify.annotations.NullMarked;
