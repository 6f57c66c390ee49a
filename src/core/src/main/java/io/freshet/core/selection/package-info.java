/** Picking the best few of many. */
@NullMarked
package io.freshet.core.selection;

import org.jspecify.annotations.NullMarked;
