/** From a behaviour window to the model's inputs: the Java twin of model-export's encoder. */
@NullMarked
package io.freshet.core.feature;

import org.jspecify.annotations.NullMarked;
