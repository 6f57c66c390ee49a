/** How a new model takes over a slot: fetched, proven, agreed on by all subtasks, switched. */
@NullMarked
package io.freshet.job.operator.release;

import org.jspecify.annotations.NullMarked;
