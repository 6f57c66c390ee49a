/** Everything live at once: releases, experiments and what they earn, step by step. */
@NullMarked
package io.freshet.lab.rehearsal;

import org.jspecify.annotations.NullMarked;
