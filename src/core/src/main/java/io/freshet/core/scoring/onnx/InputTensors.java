package io.freshet.core.scoring.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import io.freshet.core.feature.EncodedWindow;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;

/** Direct buffers {@code [batch, window]} that ONNX Runtime reads without a copy. */
record InputTensors(
        int batch, int window, LongBuffer item, LongBuffer eventType, FloatBuffer ageSeconds) {

    static InputTensors allocate(int batch, int window) {
        return new InputTensors(
                batch,
                window,
                direct(batch * window * Long.BYTES).asLongBuffer(),
                direct(batch * window * Long.BYTES).asLongBuffer(),
                direct(batch * window * Float.BYTES).asFloatBuffer());
    }

    private static ByteBuffer direct(int bytes) {
        return ByteBuffer.allocateDirect(bytes).order(ByteOrder.nativeOrder());
    }

    void put(EncodedWindow row) {
        item.put(row.item());
        eventType.put(row.eventType());
        ageSeconds.put(row.ageSeconds());
    }

    OnnxTensor item(OrtEnvironment environment) throws OrtException {
        return OnnxTensor.createTensor(environment, item.rewind(), shape());
    }

    OnnxTensor eventType(OrtEnvironment environment) throws OrtException {
        return OnnxTensor.createTensor(environment, eventType.rewind(), shape());
    }

    OnnxTensor ageSeconds(OrtEnvironment environment) throws OrtException {
        return OnnxTensor.createTensor(environment, ageSeconds.rewind(), shape());
    }

    private long[] shape() {
        return new long[] {batch, window};
    }
}
