package io.freshet.lab.dataset;

/** A way to write interactions down in lines of text. */
interface DatasetFormat {

    /**
     * Looks at the first line and says how to read the file; the message names what is expected.
     */
    Opening open(String firstLine) throws DatasetException;

    /**
     * Whether the same user, item, type and time is said once only, however often the file says it.
     */
    default boolean repeatsAreOne() {
        return false;
    }
}
