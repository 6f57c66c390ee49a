/** The only user of ONNX Runtime. */
@NullMarked
package io.freshet.core.scoring.onnx;

import org.jspecify.annotations.NullMarked;
