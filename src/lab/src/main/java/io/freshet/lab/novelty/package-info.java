/** How soon slates follow what no model could have learned. */
@NullMarked
package io.freshet.lab.novelty;

import org.jspecify.annotations.NullMarked;
