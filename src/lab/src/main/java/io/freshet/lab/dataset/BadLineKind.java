package io.freshet.lab.dataset;

/** Why a line cannot be an interaction. */
public enum BadLineKind {
    FIELDS("wrong fields"),
    ID("bad id"),
    TIME("bad time"),
    NUMBER("bad number"),
    TYPE("unknown type"),
    SYNTAX("bad syntax");

    private final String label;

    BadLineKind(String label) {
        this.label = label;
    }

    /** The words of a report. */
    public String label() {
        return label;
    }
}
