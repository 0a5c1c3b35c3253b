package io.github.keycloakamazon.browser;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;
import java.util.ArrayList;
import java.util.List;

/** What Chromium itself tells screen readers and voice control. */
final class ScreenReader {
    private ScreenReader() {}

    /** The names of the links of a page, in their order. */
    static List<String> linkNames(Page page) {
        CDPSession session = page.context().newCDPSession(page);
        try {
            List<String> names = new ArrayList<>();
            for (JsonElement element :
                    session.send("Accessibility.getFullAXTree").getAsJsonArray("nodes")) {
                JsonObject node = element.getAsJsonObject();
                if (node.has("role") && "link".equals(value(node, "role"))) {
                    names.add(value(node, "name"));
                }
            }
            return names;
        } finally {
            session.detach();
        }
    }

    private static String value(JsonObject node, String property) {
        return node.getAsJsonObject(property).get("value").getAsString();
    }
}
