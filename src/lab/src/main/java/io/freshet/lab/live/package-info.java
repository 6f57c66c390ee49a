/** What can be seen of a running recommender: how fresh its slates are and how often they hit. */
@NullMarked
package io.freshet.lab.live;

import org.jspecify.annotations.NullMarked;
