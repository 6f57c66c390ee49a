/** Made-up users of known tastes who act, and the way of records into a topic at a chosen pace. */
@NullMarked
package io.freshet.lab.traffic;

import org.jspecify.annotations.NullMarked;
