package io.freshet.console.web;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import io.javalin.http.BadRequestResponse;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import io.javalin.json.JavalinJackson;
import org.jspecify.annotations.Nullable;

/** What a request gives: checked, or refused in words. */
final class Given {

    private Given() {}

    /** A number is no id, and a body is one object. */
    static JavalinJackson json() {
        JsonMapper mapper =
                JsonMapper.builder()
                        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                        .withCoercionConfig(
                                LogicalType.Textual,
                                text ->
                                        text.setCoercion(
                                                        CoercionInputShape.Integer,
                                                        CoercionAction.Fail)
                                                .setCoercion(
                                                        CoercionInputShape.Float,
                                                        CoercionAction.Fail)
                                                .setCoercion(
                                                        CoercionInputShape.Boolean,
                                                        CoercionAction.Fail))
                        .build();
        return new JavalinJackson(mapper, false);
    }

    static <T> T body(Context context, Class<T> type) {
        String kind = context.contentType();
        if (kind == null || !kind.startsWith("application/json")) {
            throw new BadRequestResponse(
                    "the content type is '" + kind + "', expected application/json");
        }
        try {
            return context.bodyAsClass(type);
        } catch (HttpResponseException e) {
            // A body that is too long.
            throw e;
        } catch (Exception e) {
            // Jackson's exceptions, which are checked ones, come undeclared.
            throw new BadRequestResponse("the body is not what is expected: a JSON object");
        }
    }

    static String id(String name, @Nullable String found, int longest) {
        int length = found == null ? 0 : found.codePointCount(0, found.length());
        if (found == null || length < 1 || length > longest) {
            throw new BadRequestResponse(
                    name + " has " + length + " characters, expected 1 to " + longest);
        }
        return found;
    }
}
