/** What a reader of the topics needs: values from bytes, and the rule of revisions. */
@NullMarked
package io.freshet.core.subscription;

import org.jspecify.annotations.NullMarked;
