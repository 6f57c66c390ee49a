/** The Ranker port: windows in, ranked items out. */
@NullMarked
package io.freshet.core.scoring;

import org.jspecify.annotations.NullMarked;
