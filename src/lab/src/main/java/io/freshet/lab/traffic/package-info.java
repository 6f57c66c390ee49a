/** Made-up users who act, and the way of interactions into a topic at a chosen rate. */
@NullMarked
package io.freshet.lab.traffic;

import org.jspecify.annotations.NullMarked;
