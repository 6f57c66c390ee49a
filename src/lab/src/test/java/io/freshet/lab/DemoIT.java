package io.freshet.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 3, unit = TimeUnit.MINUTES)
class DemoIT {

    private static final Pattern SLATES = Pattern.compile("([0-9,]+) slates read");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void showsSlatesOfSimulatedTrafficAndEndsByItself() {
        int code =
                LabCommand.run(
                        new PrintWriter(out, true),
                        new PrintWriter(err, true),
                        "demo",
                        "--bundle=" + Path.of("demo-bundle").toAbsolutePath(),
                        "--seconds=6",
                        "--rate=50");

        assertThat(err.toString()).isEmpty();
        assertThat(code).isZero();
        Matcher slates = SLATES.matcher(out.toString());
        assertThat(slates.find()).as(out.toString()).isTrue();
        assertThat(Long.parseLong(slates.group(1).replace(",", ""))).isGreaterThan(20);
    }
}
