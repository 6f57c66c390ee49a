package io.freshet.docker;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a PromQL expression names: no parser, but a reader of names. Prometheus' own {@code
 * promtool} says whether an expression is one.
 *
 * @param selectors of metrics, in their order
 * @param labels by which it groups and matches
 */
record Query(List<Selector> selectors, Set<String> labels) {

    private static final Pattern TOKEN =
            Pattern.compile(
                    "(?<string>\"(?:[^\"\\\\]|\\\\.)*\"|'(?:[^'\\\\]|\\\\.)*')"
                            + "|(?<range>\\[[^\\]]*\\])"
                            + "|(?<name>[A-Za-z_:][A-Za-z0-9_:]*)"
                            + "|(?<number>[0-9][0-9a-zA-Z.]*)"
                            + "|(?<operator>=~|!~|!=|==|>=|<=|[-+*/%^<>=(){},@])");
    private static final Set<String> GROUPING =
            Set.of("by", "without", "on", "ignoring", "group_left", "group_right");
    private static final Set<String> WORDS =
            Set.of(
                    "and",
                    "or",
                    "unless",
                    "bool",
                    "offset",
                    "sum",
                    "min",
                    "max",
                    "avg",
                    "count",
                    "stddev",
                    "topk",
                    "bottomk",
                    "quantile",
                    "group");

    /**
     * A metric and what it is asked for.
     *
     * @param matchers the values of labels, with an empty one where it is no plain equality
     */
    record Selector(String metric, Map<String, String> matchers) {}

    private record Token(String kind, String text) {
        boolean is(String other) {
            return text.equals(other);
        }
    }

    static Query of(String expression) {
        List<Token> tokens = tokens(expression);
        List<Selector> selectors = new ArrayList<>();
        Set<String> labels = new LinkedHashSet<>();
        for (int i = 0; i < tokens.size(); i++) {
            Token token = tokens.get(i);
            boolean called = i + 1 < tokens.size() && tokens.get(i + 1).is("(");
            if (!token.kind().equals("name")) {
                continue;
            }
            if (GROUPING.contains(token.text())) {
                for (i += 2; called && !tokens.get(i).is(")"); i++) {
                    if (tokens.get(i).kind().equals("name")) {
                        labels.add(tokens.get(i).text());
                    }
                }
            } else if (!called && !WORDS.contains(token.text())) {
                Map<String, String> matchers = new LinkedHashMap<>();
                if (i + 1 < tokens.size() && tokens.get(i + 1).is("{")) {
                    i = readMatchers(tokens, i + 2, matchers);
                }
                selectors.add(new Selector(token.text(), matchers));
            }
        }
        return new Query(selectors, labels);
    }

    /** From behind the brace; returns where it is closed. */
    private static int readMatchers(List<Token> tokens, int from, Map<String, String> matchers) {
        int i = from;
        while (!tokens.get(i).is("}")) {
            if (tokens.get(i).kind().equals("name")) {
                String value = tokens.get(i + 2).text();
                boolean equal = tokens.get(i + 1).is("=");
                matchers.put(
                        tokens.get(i).text(), equal ? value.substring(1, value.length() - 1) : "");
                i += 2;
            }
            i++;
        }
        return i;
    }

    private static List<Token> tokens(String expression) {
        List<Token> tokens = new ArrayList<>();
        Matcher matcher = TOKEN.matcher(expression);
        int end = 0;
        while (matcher.find()) {
            if (!expression.substring(end, matcher.start()).isBlank()) {
                throw new IllegalArgumentException(
                        "found '"
                                + expression.substring(end, matcher.start())
                                + "' in "
                                + expression);
            }
            end = matcher.end();
            for (String kind : List.of("string", "range", "name", "number", "operator")) {
                if (matcher.group(kind) != null) {
                    tokens.add(new Token(kind, matcher.group()));
                }
            }
        }
        return tokens;
    }
}
