package io.freshet.job.state;

import io.freshet.core.behaviour.BehaviourWindow;
import io.freshet.core.behaviour.BehaviourWindowFormat;
import java.io.IOException;
import java.time.Duration;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.StateTtlConfig;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;

/**
 * The behaviour window of the current user.
 *
 * <p><b>Owned state:</b> {@code behaviour-window}, one packed value. <b>Key:</b> user.
 * <b>Bound:</b> the window's length and age. <b>TTL:</b> since the last accepted interaction.
 * <b>Evolution:</b> the bytes begin with a version, {@link BehaviourWindowFormat} reads all of
 * them.
 */
public final class BehaviourWindowState {

    private static final long CLEAN_UP_EVERY_ENTRIES = 1_000;

    private final ValueState<byte[]> packed;

    public BehaviourWindowState(RuntimeContext context, Duration ttl) {
        ValueStateDescriptor<byte[]> descriptor =
                new ValueStateDescriptor<>(
                        "behaviour-window", PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO);
        descriptor.enableTimeToLive(
                StateTtlConfig.newBuilder(ttl)
                        .cleanupInRocksdbCompactFilter(CLEAN_UP_EVERY_ENTRIES)
                        .build());
        packed = context.getState(descriptor);
    }

    /** The user's window; an empty one for a user without state. */
    public BehaviourWindow read() throws IOException {
        byte[] bytes = packed.value();
        return bytes == null ? BehaviourWindow.empty() : BehaviourWindowFormat.unpack(bytes);
    }

    /**
     * Puts a window in the place of the user's and returns its bytes, which must not be changed.
     */
    public byte[] write(BehaviourWindow window) throws IOException {
        byte[] bytes = BehaviourWindowFormat.pack(window);
        packed.update(bytes);
        return bytes;
    }
}
