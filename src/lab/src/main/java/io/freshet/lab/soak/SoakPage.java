package io.freshet.lab.soak;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A soak as a page that needs no other file and no network. */
public final class SoakPage {

    private static final String CHARTS = "/META-INF/resources/webjars/uplot/1.6.30/dist/";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private SoakPage() {}

    /** Writes the page. */
    public static void write(SoakReport report, Path file) throws IOException {
        // In a script element only "</" could end the data.
        String data = JSON.writeValueAsString(report).replace("</", "<\\/");
        String page =
                resource("soak.html")
                        .replace("/*CHART_STYLE*/", resource(CHARTS + "uPlot.min.css"))
                        .replace("/*CHART_SCRIPT*/", resource(CHARTS + "uPlot.iife.min.js"))
                        .replace("/*REPORT*/", data);
        Files.writeString(file, page, StandardCharsets.UTF_8);
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = SoakPage.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException("the lab was built without " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
