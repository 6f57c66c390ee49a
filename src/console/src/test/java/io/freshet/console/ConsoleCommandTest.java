package io.freshet.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** What the command says of arguments that it cannot take. */
class ConsoleCommandTest {

    @TempDir private Path directory;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--flink=jobmanager | --flink is 'jobmanager', expected such as http",
                "--flink=//jm:8081 | --flink is '//jm:8081', expected such as http",
                "--flink=' ' | --flink",
                "--flink= | --flink is ''",
                "--flink=http:/// | --flink",
                "--flink=ftp://jm | --flink is 'ftp://jm', expected such as http",
                "--port=x | --port",
                "--port=70000 | --port is 70000, expected 0 to 65535",
                "--no-such-option | --no-such-option",
                "--events= | --events has a name that is ''",
                "--event-types= | --event-types has a name that is ''",
                "--event-types=view,,click | --event-types has a name that is ''",
                "--surface= | --surface has a name that is ''",
                "--token-file=/nowhere/token | --token-file: there is no file /nowhere/token",
                "--bootstrap-servers=nonsense | Invalid url in bootstrap.servers: nonsense",
            })
    void aMistakeIsOneLineThatNamesTheOption(String argument, String expected) {
        assertThat(refusal(argument.replace("\'", ""))).contains(expected);
    }

    @Test
    void aDirectoryIsNoTokenFile() {
        assertThat(refusal("--token-file=" + directory))
                .contains("--token-file: cannot read " + directory);
    }

    private static String refusal(String argument) {
        StringWriter err = new StringWriter();
        CommandLine command = ConsoleCommand.commandLine();
        command.setErr(new PrintWriter(err));
        command.setOut(new PrintWriter(err));

        assertThat(command.execute(argument)).isEqualTo(2);

        assertThat(err.toString().strip()).startsWith("console: ").hasLineCount(1);
        return err.toString();
    }
}
