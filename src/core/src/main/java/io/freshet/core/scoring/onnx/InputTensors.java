package io.freshet.core.scoring.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import io.freshet.core.feature.EncodedWindow;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;

/**
 * Direct buffers that ONNX Runtime reads without a copy: three of {@code [batch, window]} and one
 * of {@code [batch, candidates]}.
 */
record InputTensors(
        int batch,
        int window,
        int candidates,
        LongBuffer item,
        LongBuffer eventType,
        FloatBuffer ageSeconds,
        LongBuffer candidate) {

    static InputTensors allocate(int batch, int window, int candidates) {
        return new InputTensors(
                batch,
                window,
                candidates,
                direct(batch * window * Long.BYTES).asLongBuffer(),
                direct(batch * window * Long.BYTES).asLongBuffer(),
                direct(batch * window * Float.BYTES).asFloatBuffer(),
                direct(batch * candidates * Long.BYTES).asLongBuffer());
    }

    private static ByteBuffer direct(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }

    /** The next row; candidates that are fewer than the tensor takes are padded with 0. */
    void put(EncodedWindow row, long[] rowCandidates) {
        item.put(row.item());
        eventType.put(row.eventType());
        ageSeconds.put(row.ageSeconds());
        candidate.put(rowCandidates);
        candidate.position(candidate.position() + candidates - rowCandidates.length);
    }

    OnnxTensor item(OrtEnvironment environment) throws OrtException {
        return OnnxTensor.createTensor(environment, item.rewind(), of(window));
    }

    OnnxTensor eventType(OrtEnvironment environment) throws OrtException {
        return OnnxTensor.createTensor(environment, eventType.rewind(), of(window));
    }

    OnnxTensor ageSeconds(OrtEnvironment environment) throws OrtException {
        return OnnxTensor.createTensor(environment, ageSeconds.rewind(), of(window));
    }

    OnnxTensor candidate(OrtEnvironment environment) throws OrtException {
        return OnnxTensor.createTensor(environment, candidate.rewind(), of(candidates));
    }

    private long[] of(int columns) {
        return new long[] {batch, columns};
    }
}
