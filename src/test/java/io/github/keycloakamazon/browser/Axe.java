package io.github.keycloakamazon.browser;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Page;
import java.util.List;

/** Looks for what keeps people out, by the rules of WCAG 2.0 and 2.1, levels A and AA. */
final class Axe {
    private static final List<String> WCAG = List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa");

    private Axe() {}

    /** What is wrong within the element, except by the rules named: rule and element. */
    static List<String> violations(Page page, String selector, String... exceptRules) {
        AxeBuilder axe = new AxeBuilder(page).include(selector).withTags(WCAG);
        if (exceptRules.length > 0) {
            axe.disableRules(List.of(exceptRules));
        }
        return axe.analyze().getViolations().stream()
                .flatMap(rule -> rule.getNodes().stream().map(node -> rule.getId() + ": " + node.getHtml()))
                .toList();
    }
}
