package io.github.keycloakamazon.benchmark;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Another order for each round: what one contender leaves behind, the next must not always pay for. Every second round has the reverse
 * order of the one before, so that two contenders take turns.
 */
final class Shuffled {
    private Shuffled() {}

    /** {@return all of these, in an order that is the same whenever this round is repeated} */
    static <T> List<T> of(List<T> all, int round) {
        List<T> order = new ArrayList<>(all);
        Collections.shuffle(order, new Random(round / 2));
        if (round % 2 == 1) {
            Collections.reverse(order);
        }
        return order;
    }
}
