package io.freshet.core.bundle;

/** A model bundle that cannot be used; the message says what was found and what was expected. */
public final class BundleException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public BundleException(String message) {
        super(message);
    }

    public BundleException(String message, Throwable cause) {
        super(message, cause);
    }

    /** Refuses a bundle of which something does not hold. */
    public static void unless(boolean holds, String message) {
        if (!holds) {
            throw new BundleException(message);
        }
    }
}
