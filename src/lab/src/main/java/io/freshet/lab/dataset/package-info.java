/**
 * Importers: the files of public data sets, and tables of one's own, as interactions in event-time
 * order.
 */
@NullMarked
package io.freshet.lab.dataset;

import org.jspecify.annotations.NullMarked;
