/** Candidates that do not come from the model: what is popular now. */
@NullMarked
package io.freshet.core.retrieval;

import org.jspecify.annotations.NullMarked;
