package io.freshet.lab.prequential;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How one recommender did, list by list. Where there was no list, it missed. */
final class Marks {

    private final JudgedUnit unit;
    private final int k;
    private final Map<Group, double[]> hits = new EnumMap<>(Group.class);
    private final Map<Group, double[]> grades = new EnumMap<>(Group.class);
    private final BitSet shown = new BitSet();

    /**
     * @param judgements how many lists there may be; grows with more
     */
    Marks(PrequentialSettings settings, int judgements) {
        this.unit = settings.unit();
        this.k = settings.k();
        for (Group group : Group.values()) {
            hits.put(group, new double[judgements]);
            grades.put(group, new double[judgements]);
        }
    }

    /** Judges a list, in the place of an earlier one if there was one. */
    void mark(int judgement, Judged judged, int[] list) {
        requireNonNull(judged, "judged");
        if (list.length > k) {
            throw new IllegalArgumentException(
                    "list has " + list.length + " items, expected at most " + k);
        }
        for (int item : list) {
            shown.set(item);
        }
        for (Group group : Group.values()) {
            int[] targets = judged.targets(group);
            if (targets.length > 0) {
                Match match = Match.of(list, targets);
                roomFor(judgement, hits, group)[judgement] = match.hits() > 0 ? 1 : 0;
                roomFor(judgement, grades, group)[judgement] = unit.grade(match);
            }
        }
    }

    MethodScores scores(String name, List<Judged> judged) {
        return new MethodScores(
                name,
                mean(Group.ALL, judged),
                mean(Group.REPEATS, judged),
                mean(Group.NEW, judged),
                shown.cardinality());
    }

    /** By how much it is ahead of another one that was judged by the same. */
    Lead leadOver(Marks other, String otherName, Score.Part part, int judgements) {
        return leadOver(other.all(part), otherName, part, judgements);
    }

    /** By how much it is ahead of an earlier run that was judged by the same. */
    Lead leadOver(RunMarks earlier, String itsName, Score.Part part) {
        return leadOver(earlier.of(part), itsName, part, earlier.hits().length);
    }

    private Lead leadOver(double[] other, String otherName, Score.Part part, int judgements) {
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < judgements; i++) {
            double difference = all(part)[i] - other[i];
            sum += difference;
            squares += difference * difference;
        }
        double mean = sum / judgements;
        double variance = (squares - sum * mean) / Math.max(1, judgements - 1);
        return new Lead(part, otherName, mean, Math.sqrt(Math.max(0, variance) / judgements));
    }

    /** What there is to keep of so many lists. */
    RunMarks kept(String judged, int judgements) {
        return new RunMarks(
                judged,
                Arrays.copyOf(all(Score.Part.HIT_RATE), judgements),
                Arrays.copyOf(all(Score.Part.GRADE), judgements));
    }

    private double[] all(Score.Part part) {
        return (part == Score.Part.HIT_RATE ? hits : grades).get(Group.ALL);
    }

    private static double[] roomFor(int index, Map<Group, double[]> of, Group group) {
        double[] found = of.get(group);
        if (index < found.length) {
            return found;
        }
        double[] grown = Arrays.copyOf(found, Math.max(16, 2 * index));
        of.put(group, grown);
        return grown;
    }

    private @Nullable Score mean(Group group, List<Judged> judged) {
        int members = 0;
        double hitSum = 0;
        double gradeSum = 0;
        for (int i = 0; i < judged.size(); i++) {
            if (judged.get(i).targets(group).length > 0) {
                members++;
                hitSum += hits.get(group)[i];
                gradeSum += grades.get(group)[i];
            }
        }
        return members == 0 ? null : new Score(members, hitSum / members, gradeSum / members);
    }
}
