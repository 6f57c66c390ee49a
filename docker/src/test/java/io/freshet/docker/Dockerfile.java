package io.freshet.docker;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A Dockerfile as far as tests look at it.
 *
 * @param stages by name, in their order
 */
record Dockerfile(Map<String, Stage> stages) {

    /** Such as {@code USER} and {@code 9999}. */
    record Instruction(String name, String rest) {}

    /**
     * From one {@code FROM} to the next.
     *
     * @param base an image, or another stage
     */
    record Stage(String name, String base, List<Instruction> instructions) {

        List<String> all(String instruction) {
            return instructions.stream()
                    .filter(each -> each.name().equals(instruction))
                    .map(Instruction::rest)
                    .toList();
        }
    }

    static Dockerfile read(String path) {
        Map<String, Stage> stages = new LinkedHashMap<>();
        Stage current = null;
        for (String line : lines(Repository.read(path))) {
            String[] words = line.split("\\s+", 2);
            if (words[0].equals("FROM")) {
                String[] from = words[1].split("\\s+");
                current = new Stage(from[from.length - 1], from[0], new ArrayList<>());
                stages.put(current.name(), current);
            } else if (current != null) {
                current.instructions().add(new Instruction(words[0], words[1]));
            }
        }
        return new Dockerfile(stages);
    }

    /** A stage and those that it stands on, the outermost first. */
    List<Stage> chain(String name) {
        List<Stage> chain = new ArrayList<>();
        for (Stage at = stages.get(name); at != null; at = stages.get(at.base())) {
            chain.add(at);
        }
        return chain;
    }

    /** The last of these instructions that holds in a stage; empty if there is none. */
    String last(String stage, String instruction) {
        return chain(stage).stream()
                .map(each -> each.all(instruction))
                .filter(found -> !found.isEmpty())
                .map(found -> found.get(found.size() - 1))
                .findFirst()
                .orElse("");
    }

    /** Images that stages begin with. */
    Stream<String> images() {
        return stages.values().stream().map(Stage::base).filter(base -> !stages.containsKey(base));
    }

    private static List<String> lines(String text) {
        List<String> lines = new ArrayList<>();
        StringBuilder joined = new StringBuilder();
        for (String line : text.split("\n", -1)) {
            String stripped = line.strip();
            if (stripped.startsWith("#") || stripped.isEmpty()) {
                continue;
            }
            if (stripped.endsWith("\\")) {
                joined.append(stripped, 0, stripped.length() - 1).append(' ');
                continue;
            }
            lines.add(joined.append(stripped).toString());
            joined.setLength(0);
        }
        return lines;
    }
}
