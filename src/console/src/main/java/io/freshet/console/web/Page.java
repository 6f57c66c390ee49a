package io.freshet.console.web;

import io.javalin.config.JavalinConfig;
import io.javalin.http.ContentType;
import io.javalin.http.Context;
import io.javalin.http.NotFoundResponse;
import io.javalin.http.staticfiles.Location;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Pattern;

/** The files of the page, and the libraries that it takes from packages. */
final class Page {

    /** Nothing from elsewhere, nothing inline, in nobody's frame. */
    private static final String POLICY =
            String.join(
                    "; ",
                    "default-src 'none'",
                    "script-src 'self'",
                    "style-src 'self'",
                    "img-src 'self' data:",
                    "font-src 'self'",
                    "connect-src 'self'",
                    "base-uri 'none'",
                    "form-action 'none'",
                    "frame-ancestors 'none'");

    private static final Map<String, String> LIBRARIES =
            Map.of(
                    "lit-html", folder("lit-html"),
                    "uplot", folder("uplot") + "/dist",
                    "roboto", folder("roboto-fontface"));

    /** Names of files and folders that do not begin with a dot. */
    private static final Pattern PATH = Pattern.compile("(/?[A-Za-z0-9_-][A-Za-z0-9._-]*)+");

    private Page() {}

    static void addTo(JavalinConfig config) {
        config.staticFiles.add(
                page -> {
                    page.hostedPath = "/";
                    page.directory = "/io/freshet/console/page";
                    page.location = Location.CLASSPATH;
                });
        config.routes.get("/lib/{library}/<path>", Page::library);
    }

    /** Not as static files, because some packages have no entries for their folders. */
    private static void library(Context context) {
        String folder = LIBRARIES.get(context.pathParam("library"));
        String path = context.pathParam("path");
        InputStream file =
                folder == null || !PATH.matcher(path).matches()
                        ? null
                        : Page.class.getResourceAsStream(folder + "/" + path);
        if (file == null) {
            throw new NotFoundResponse("there is nothing at " + context.path());
        }
        ContentType type = ContentType.contentTypeByExtension(extension(path));
        context.contentType(type == null ? ContentType.APPLICATION_OCTET_STREAM : type);
        context.result(file);
    }

    private static String extension(String path) {
        return path.substring(path.lastIndexOf('.') + 1);
    }

    private static String folder(String webjar) {
        return "/META-INF/resources/webjars/" + webjar + "/" + version(webjar);
    }

    /** The build decides on versions; packages say which one they are. */
    private static String version(String webjar) {
        String resource = "/META-INF/maven/org.webjars.npm/" + webjar + "/pom.properties";
        try (InputStream in = Page.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException(resource + " is not on the class path");
            }
            Properties properties = new Properties();
            properties.load(in);
            return properties.getProperty("version");
        } catch (IOException e) {
            throw new UncheckedIOException(resource, e);
        }
    }

    static void setHeaders(Context response) {
        response.header("Content-Security-Policy", POLICY);
        response.header("X-Content-Type-Options", "nosniff");
        response.header("Referrer-Policy", "no-referrer");
        response.header("Cross-Origin-Opener-Policy", "same-origin");
        response.header("Cross-Origin-Resource-Policy", "same-origin");
        response.header("Cache-Control", "no-cache");
    }
}
