/** The command of the lab: a broker, data sets, traffic and replay on one machine. */
@NullMarked
package io.freshet.lab;

import org.jspecify.annotations.NullMarked;
