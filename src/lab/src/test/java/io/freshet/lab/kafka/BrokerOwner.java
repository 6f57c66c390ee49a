package io.freshet.lab.kafka;

import java.io.IOException;
import java.nio.file.Path;

/** A process that starts a broker, says the broker's process id and never closes it. */
public final class BrokerOwner {

    private BrokerOwner() {}

    public static void main(String[] arguments) throws IOException {
        EmbeddedBroker broker = EmbeddedBroker.start(Path.of(arguments[0]));
        System.out.println(broker.process().pid());
        System.in.transferTo(System.err);
    }
}
