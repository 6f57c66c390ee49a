/** Which exposure earned which outcome, and the packed form of what is remembered for it. */
@NullMarked
package io.freshet.core.attribution;

import org.jspecify.annotations.NullMarked;
