package io.freshet.console.topic;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;

class KafkaAccessTest {

    @Test
    void brokersWhoseNamesNobodyKnowsYetAreWaitedFor() {
        KafkaAccess unknown = new KafkaAccess(Map.of("bootstrap.servers", "no.invalid:9092"));

        assertThatCode(unknown::check).doesNotThrowAnyException();
    }

    @Test
    void whatIsNoAddressIsRefused() {
        KafkaAccess wrong = new KafkaAccess(Map.of("bootstrap.servers", "nonsense"));

        assertThatThrownBy(wrong::check).isInstanceOf(KafkaException.class);
    }
}
