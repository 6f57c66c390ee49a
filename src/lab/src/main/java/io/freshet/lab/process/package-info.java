/** Processes that the lab starts and ends. */
@NullMarked
package io.freshet.lab.process;

import org.jspecify.annotations.NullMarked;
