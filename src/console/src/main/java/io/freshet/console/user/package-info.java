/** One user as they stand, for whoever looks at them. */
@NullMarked
package io.freshet.console.user;

import org.jspecify.annotations.NullMarked;
