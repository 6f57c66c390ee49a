/** Experiments on what users are shown: which user has which variant, and what it changes. */
@NullMarked
package io.freshet.core.experiment;

import org.jspecify.annotations.NullMarked;
