package io.freshet.core.reranking;

/** Whether a slate may hold items that the user's behaviour window holds. */
public enum SeenPolicy {
    /** They may come back: right for shops. */
    KEEP,
    /** They are dropped: right for films. */
    DROP
}
