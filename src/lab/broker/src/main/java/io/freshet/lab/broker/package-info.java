/** A Kafka broker as a process of its own, and the class path on which it runs. */
@NullMarked
package io.freshet.lab.broker;

import org.jspecify.annotations.NullMarked;
