package io.freshet.lab.demo;

import java.io.IOException;
import java.io.PrintWriter;

/** Shows the demo to a person. */
public sealed interface DemoView extends AutoCloseable permits LineView, TerminalView {

    /** A page refreshed in place on a terminal; elsewhere a line every few seconds. */
    static DemoView open(PrintWriter out) throws IOException {
        return System.console() == null ? new LineView(out) : TerminalView.open();
    }

    /** Something that is going on. */
    void say(String message);

    /** How things stand. */
    void show(Snapshot snapshot);

    @Override
    void close();
}
