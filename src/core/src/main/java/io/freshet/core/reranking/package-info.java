/** From the candidates of a user to the slots of a slate. */
@NullMarked
package io.freshet.core.reranking;

import org.jspecify.annotations.NullMarked;
