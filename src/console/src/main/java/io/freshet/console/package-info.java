/** The console: a web page over the topics. */
@NullMarked
package io.freshet.console;

import org.jspecify.annotations.NullMarked;
