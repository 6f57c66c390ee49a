/** A real Kafka broker for one machine, in a child process. */
@NullMarked
package io.freshet.lab.kafka;

import org.jspecify.annotations.NullMarked;
