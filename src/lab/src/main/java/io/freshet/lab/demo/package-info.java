/** The demo: everything on one machine and a look at it in the terminal. */
@NullMarked
package io.freshet.lab.demo;

import org.jspecify.annotations.NullMarked;
