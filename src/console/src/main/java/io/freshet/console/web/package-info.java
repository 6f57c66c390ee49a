/** The page and what it asks for, over HTTP. */
@NullMarked
package io.freshet.console.web;

import org.jspecify.annotations.NullMarked;
