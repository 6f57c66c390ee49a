package io.freshet.core.behaviour;

/** 64 bits of an event id: FNV-1a over its characters, finished as MurmurHash3 does. */
public final class EventHash {

    private static final long FNV_OFFSET = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private EventHash() {}

    /** The hash of an id. */
    public static long of(String eventId) {
        long hash = FNV_OFFSET;
        for (int i = 0; i < eventId.length(); i++) {
            char character = eventId.charAt(i);
            hash = (hash ^ (character & 0xff)) * FNV_PRIME;
            hash = (hash ^ (character >>> 8)) * FNV_PRIME;
        }
        hash = (hash ^ (hash >>> 33)) * 0xff51afd7ed558ccdL;
        hash = (hash ^ (hash >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return hash ^ (hash >>> 33);
    }
}
