package io.freshet.lab.prequential;

/** Which of the items that came are looked for. */
enum Group {
    ALL,
    /** Items that the user had acted on before. */
    REPEATS,
    /** Items that are new to the user. */
    NEW
}
