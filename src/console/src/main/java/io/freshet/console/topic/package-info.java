/** Reading and writing topics; the only user of Kafka's classes. */
@NullMarked
package io.freshet.console.topic;

import org.jspecify.annotations.NullMarked;
