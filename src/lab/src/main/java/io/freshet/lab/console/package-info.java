/** The console beside a demo: a process of its own, and the titles that it shows. */
@NullMarked
package io.freshet.lab.console;

import org.jspecify.annotations.NullMarked;
