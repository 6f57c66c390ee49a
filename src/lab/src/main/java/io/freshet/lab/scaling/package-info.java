/** What the job can with more subtasks, and when one user does much of everything. */
@NullMarked
package io.freshet.lab.scaling;

import org.jspecify.annotations.NullMarked;
