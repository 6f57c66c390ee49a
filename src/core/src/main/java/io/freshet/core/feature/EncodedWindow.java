package io.freshet.core.feature;

/**
 * One row of the model's inputs, {@code [window]} each; 0 pads on the left.
 *
 * @param item index of the item in the vocabulary, int64
 * @param eventType index of the event type, int64
 * @param ageSeconds seconds from the entry to the newest entry of the window, float32
 */
@SuppressWarnings("ArrayRecordComponent") // a carrier between encoder and tensor, never compared
public record EncodedWindow(long[] item, long[] eventType, float[] ageSeconds) {

    EncodedWindow(int windowLength) {
        this(new long[windowLength], new long[windowLength], new float[windowLength]);
    }
}
