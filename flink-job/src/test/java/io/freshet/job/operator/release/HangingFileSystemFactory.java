package io.freshet.job.operator.release;

import java.net.URI;
import java.util.concurrent.locks.LockSupport;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.core.fs.FileSystem;
import org.apache.flink.core.fs.FileSystemFactory;
import org.apache.flink.core.fs.Path;
import org.apache.flink.core.fs.local.LocalFileSystem;

/** Makes the file system {@code hanging:} of local files that nobody can open in their life. */
public final class HangingFileSystemFactory implements FileSystemFactory {

    @Override
    public String getScheme() {
        return "hanging";
    }

    @Override
    public FileSystem create(URI uri) {
        return new LocalFileSystem() {
            /** Deaf to interrupts, as a read from a socket is. */
            @Override
            public FSDataInputStream open(Path path) {
                while (true) {
                    LockSupport.park();
                }
            }
        };
    }
}
