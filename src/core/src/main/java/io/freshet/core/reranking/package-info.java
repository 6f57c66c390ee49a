/** From ranked items and popular ones to the slots of a slate. */
@NullMarked
package io.freshet.core.reranking;

import org.jspecify.annotations.NullMarked;
