/**
 * What the job is expected to say, computed from the event log as plainly as possible: one thread,
 * no Flink, no RocksDB, nothing that the job's operators use. It reads like a specification, and is
 * as slow as one.
 */
@NullMarked
package io.freshet.lab.oracle;

import org.jspecify.annotations.NullMarked;
