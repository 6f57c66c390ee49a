package io.freshet.console.live;

import io.freshet.console.experiment.ExperimentBook;

/** All that is kept of what goes by. */
public record LiveTopics(
        Titles titles,
        Traffic traffic,
        ItemTrends items,
        RecentUsers recentUsers,
        DeadLetterBook deadLetters,
        ExperimentBook experiments,
        ReleaseBook releases) {

    /**
     * Empty.
     *
     * @param mostTitles items whose titles are kept
     */
    public static LiveTopics create(long mostTitles) {
        Titles titles = new Titles(mostTitles);
        return new LiveTopics(
                titles,
                new Traffic(),
                new ItemTrends(titles),
                new RecentUsers(titles),
                new DeadLetterBook(),
                new ExperimentBook(),
                new ReleaseBook());
    }
}
