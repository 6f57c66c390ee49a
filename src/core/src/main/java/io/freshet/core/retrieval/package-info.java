/** Candidates that do not come from the model, the counts behind them, and one score of all. */
@NullMarked
package io.freshet.core.retrieval;

import org.jspecify.annotations.NullMarked;
