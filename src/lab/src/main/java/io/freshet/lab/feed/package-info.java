/** The subscriber's side: slates and dead letters as a plain consumer reads them. */
@NullMarked
package io.freshet.lab.feed;

import org.jspecify.annotations.NullMarked;
