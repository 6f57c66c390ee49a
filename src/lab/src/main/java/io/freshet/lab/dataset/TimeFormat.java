package io.freshet.lab.dataset;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Pattern;

/** How a column tells the time; without a zone it is UTC. */
public enum TimeFormat {
    /** A number of seconds or milliseconds, told apart by its size, or a date and time. */
    AUTO,
    /** Seconds since 1970, perhaps with a fraction. */
    SECONDS,
    /** Milliseconds since 1970. */
    MILLIS,
    /** {@code 2014-04-07T10:51:09.277Z}, {@code 2014-04-07 10:51:09}, {@code 4/7/2014 10:51}. */
    DATE;

    private static final Pattern NUMBER = Pattern.compile("-?\\d+(\\.\\d*)?([eE]\\+?\\d+)?");
    // As seconds this is the year 5138, as milliseconds 1973.
    private static final BigDecimal LARGEST_SECONDS = new BigDecimal("1e11");
    // As milliseconds, the year 9999.
    private static final BigDecimal LARGEST_MILLIS = new BigDecimal("253402300799999");
    private static final int MAX_LENGTH = 40;
    private static final int DATE_LENGTH = 10;
    private static final DateTimeFormatter WITH_SLASHES =
            DateTimeFormatter.ofPattern("M/d/yyyy H:mm", Locale.ROOT);

    /** Epoch milliseconds. */
    long millis(String text) throws BadLineException {
        if (text.length() > MAX_LENGTH) {
            throw bad(text);
        }
        boolean isNumber = NUMBER.matcher(text).matches();
        if (this == DATE || (this == AUTO && !isNumber)) {
            return date(text);
        }
        if (!isNumber) {
            throw bad(text);
        }
        BigDecimal number = new BigDecimal(text);
        boolean seconds =
                this == SECONDS || (this == AUTO && number.abs().compareTo(LARGEST_SECONDS) < 0);
        BigDecimal millis = seconds ? number.movePointRight(3) : number;
        if (millis.abs().compareTo(LARGEST_MILLIS) > 0) {
            throw bad(text);
        }
        return millis.setScale(0, RoundingMode.HALF_UP).longValueExact();
    }

    private long date(String text) throws BadLineException {
        try {
            return dateTime(text).toInstant(ZoneOffset.UTC).toEpochMilli();
        } catch (DateTimeException | ArithmeticException e) {
            throw bad(text);
        }
    }

    private static LocalDateTime dateTime(String text) {
        if (text.indexOf('/') >= 0) {
            return LocalDateTime.parse(text, WITH_SLASHES);
        }
        if (text.length() == DATE_LENGTH) {
            return LocalDate.parse(text).atStartOfDay();
        }
        String withT = text.replace(' ', 'T');
        int time = withT.indexOf('T');
        boolean zoned =
                withT.endsWith("Z") || withT.indexOf('+') > 0 || withT.lastIndexOf('-') > time;
        return zoned
                ? OffsetDateTime.parse(withT)
                        .withOffsetSameInstant(ZoneOffset.UTC)
                        .toLocalDateTime()
                : LocalDateTime.parse(withT);
    }

    private BadLineException bad(String text) {
        String expected =
                switch (this) {
                    case AUTO -> "epoch seconds, epoch milliseconds or a date such as";
                    case SECONDS -> "epoch seconds such as 1396869069.277, not";
                    case MILLIS -> "epoch milliseconds such as 1396869069277, not";
                    case DATE -> "a date such as";
                };
        return new BadLineException(
                BadLineKind.TIME,
                "found '" + text + "', expected " + expected + " 2014-04-07T11:11:09.277Z");
    }
}
