/** The job under fire: what breaks in production is broken here, and an oracle has its say. */
@NullMarked
package io.freshet.lab.proof;

import org.jspecify.annotations.NullMarked;
