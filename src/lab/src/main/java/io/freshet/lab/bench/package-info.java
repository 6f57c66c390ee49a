/** How near the job comes to what its parts can do on this machine. */
@NullMarked
package io.freshet.lab.bench;

import org.jspecify.annotations.NullMarked;
