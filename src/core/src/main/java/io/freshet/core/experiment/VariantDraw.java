package io.freshet.core.experiment;

import java.util.List;

/**
 * Weighted rendezvous hashing: of the variants that have a share the one wins whose {@code -share /
 * ln(draw)} is largest, the first of equals. A variant wins with the probability of its share, and
 * a change of shares moves users only to variants that gained on the one they had.
 */
final class VariantDraw {

    private final Variant[] variants;
    private final byte[][] prefixes;

    VariantDraw(String salt, List<Variant> variants) {
        this.variants = variants.stream().filter(each -> each.share() > 0).toArray(Variant[]::new);
        prefixes =
                variants.stream()
                        .filter(each -> each.share() > 0)
                        .map(each -> Draws.variantPrefix(salt, each.name()))
                        .toArray(byte[][]::new);
    }

    /** The user's variant. */
    Variant of(Draws draws) {
        if (variants.length == 1) {
            return variants[0];
        }
        Variant best = variants[0];
        double most = -1;
        for (int i = 0; i < variants.length; i++) {
            double pull = pull(variants[i].share(), draws.draw(prefixes[i]));
            if (pull > most) {
                most = pull;
                best = variants[i];
            }
        }
        return best;
    }

    /** From 0, for a draw of 0, upwards; finite, because no draw is 1. */
    static double pull(double share, double draw) {
        return share / -StrictMath.log(draw);
    }
}
