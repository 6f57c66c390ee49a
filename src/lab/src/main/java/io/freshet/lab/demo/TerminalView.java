package io.freshet.lab.demo;

import java.io.IOException;
import java.util.List;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.AttributedString;
import org.jline.utils.Display;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A page in the terminal, refreshed in place. */
final class TerminalView implements DemoView {

    private static final Logger LOG = LoggerFactory.getLogger(TerminalView.class);

    private final Terminal terminal;
    private final Display display;

    private TerminalView(Terminal terminal) {
        this.terminal = terminal;
        this.display = new Display(terminal, false);
    }

    static TerminalView open() throws IOException {
        // The JVM's own handlers must stay, or Ctrl-C would end the process at once.
        return new TerminalView(
                TerminalBuilder.builder().system(true).nativeSignals(false).build());
    }

    @Override
    public void say(String message) {
        terminal.writer().println(message);
        terminal.flush();
    }

    @Override
    public void show(Snapshot snapshot) {
        int columns = Math.max(40, terminal.getWidth());
        int rows = Math.max(10, terminal.getHeight());
        display.resize(rows, columns);
        List<AttributedString> lines =
                SnapshotText.page(snapshot).stream()
                        .limit(rows - 1L)
                        .map(line -> line.columnSubSequence(0, columns - 1))
                        .toList();
        display.update(lines, -1);
        terminal.flush();
    }

    @Override
    public void close() {
        try {
            terminal.writer().println();
            terminal.close();
        } catch (IOException e) {
            LOG.debug("The terminal has another owner by now, as after Ctrl-C in Maven", e);
        }
    }
}
