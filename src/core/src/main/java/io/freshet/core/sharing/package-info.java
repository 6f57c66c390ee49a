/** What the subtasks of a process have in common. */
@NullMarked
package io.freshet.core.sharing;

import org.jspecify.annotations.NullMarked;
