package io.freshet.core.attribution;

import io.freshet.core.domain.Exposure;

/**
 * An exposure whose slate has not come yet.
 *
 * @param arrived when it came, epoch milliseconds of the machine
 */
record WaitingExposure(Exposure exposure, long arrived) {}
