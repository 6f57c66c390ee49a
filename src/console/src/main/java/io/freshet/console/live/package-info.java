/** What went by lately, in bounded memory. */
@NullMarked
package io.freshet.console.live;

import org.jspecify.annotations.NullMarked;
