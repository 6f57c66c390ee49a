package io.freshet.console.web;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.javalin.http.Context;
import io.javalin.http.Cookie;
import io.javalin.http.ForbiddenResponse;
import io.javalin.http.SameSite;
import io.javalin.http.UnauthorizedResponse;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who may do what: on the loopback interface anybody on this machine may look; to look from
 * elsewhere, and to write at all, takes the token. A browser trades it for a session that lives in
 * a cookie which no script can read.
 */
final class Access {

    private static final String COOKIE = "freshet-console";
    private static final Duration SESSION = Duration.ofHours(12);
    private static final long MOST_SESSIONS = 1_000;
    private static final int SESSION_BYTES = 32;
    private static final Set<String> LOOPBACK_NAMES = Set.of("localhost", "127.0.0.1", "[::1]");

    private final boolean loopback;
    private final boolean behindHttps;
    private final byte @Nullable [] token;
    private final SecureRandom random = new SecureRandom();
    private final Cache<String, Boolean> sessions =
            Caffeine.newBuilder().maximumSize(MOST_SESSIONS).expireAfterAccess(SESSION).build();

    Access(ServerSettings settings) {
        this.loopback = settings.isLoopback();
        this.behindHttps = settings.behindHttps();
        this.token =
                settings.token() == null ? null : settings.token().getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Lets a request pass, whatever it wants.
     *
     * @throws ForbiddenResponse if it comes by a name that is not ours, or from another page
     */
    void checkOrigin(Context request) {
        if (loopback && !LOOPBACK_NAMES.contains(name(request))) {
            throw new ForbiddenResponse(
                    "the host is '" + request.host() + "', expected one of " + LOOPBACK_NAMES);
        }
        String origin = request.header("Origin");
        if (origin != null && !isOwn(origin, request)) {
            throw new ForbiddenResponse("a request from " + origin + ", expected this page's own");
        }
    }

    /** The host without its port; empty where that is no name. */
    private static String name(Context request) {
        try {
            return Objects.toString(URI.create("http://" + request.host()).getHost(), "");
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    private static boolean isOwn(String origin, Context request) {
        try {
            return request.host() != null
                    && request.host().equalsIgnoreCase(URI.create(origin).getAuthority());
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /**
     * @throws UnauthorizedResponse if that takes the token first
     */
    void checkMayLook(Context request) {
        if (!loopback && !isSignedIn(request)) {
            throw new UnauthorizedResponse("sign in with the console's token first");
        }
    }

    /**
     * @throws UnauthorizedResponse if that takes the token first, or there is none
     */
    void checkMayWrite(Context request) {
        if (token == null) {
            throw new UnauthorizedResponse(
                    "this console was started without a token: it only reads");
        }
        if (!isSignedIn(request)) {
            throw new UnauthorizedResponse("sign in with the console's token first");
        }
    }

    boolean isSignedIn(Context request) {
        String session = request.cookie(COOKIE);
        return session != null && sessions.getIfPresent(session) != null;
    }

    /** Whether there is a token at all. */
    boolean canSignIn() {
        return token != null;
    }

    /**
     * Begins a session.
     *
     * @throws UnauthorizedResponse if that is not the token
     */
    void signIn(Context request, String offered) {
        if (token == null
                || !MessageDigest.isEqual(token, offered.getBytes(StandardCharsets.UTF_8))) {
            throw new UnauthorizedResponse("that is not the token");
        }
        byte[] bytes = new byte[SESSION_BYTES];
        random.nextBytes(bytes);
        String session = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        sessions.put(session, true);
        Cookie cookie =
                new Cookie(
                        COOKIE,
                        session,
                        "/",
                        (int) SESSION.toSeconds(),
                        behindHttps,
                        true,
                        null,
                        SameSite.STRICT);
        request.cookie(cookie);
    }
}
