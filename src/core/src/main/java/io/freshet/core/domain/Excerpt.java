package io.freshet.core.domain;

/** The beginning of a text that somebody sent, for a message that must not be as long as that. */
public final class Excerpt {

    private Excerpt() {}

    /**
     * The text, or its beginning with an ellipsis behind it.
     *
     * @param most characters of the text, of which a pair of surrogates is two and is never parted
     */
    public static String of(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        boolean isParted = most > 0 && Character.isHighSurrogate(text.charAt(most - 1));
        return text.substring(0, isParted ? most - 1 : most) + "…";
    }
}
