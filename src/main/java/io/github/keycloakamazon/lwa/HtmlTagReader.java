package io.github.keycloakamazon.lwa;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads the tags of a page from which a browser makes elements. Tags in comments, scripts and the like are only text, and those in a
 * template are not part of the page.
 *
 * <p>The page can be anything, and cut off anywhere. The position only moves forward, and each search that finds nothing ends the
 * page, so the time grows with the length of the page and no faster.
 *
 * @see <a href="https://html.spec.whatwg.org/multipage/parsing.html#tokenization">HTML: tokenization</a>
 */
final class HtmlTagReader {
    /** Browsers show what is in these as text or not at all, and look for nothing but the end tag. */
    private static final Set<String> TEXT_ONLY = Set.of(
            "script", "style", "noscript", "textarea", "title", "iframe", "noembed", "noframes", "xmp", "plaintext");

    /** Its elements, further templates among them, are not part of the page. */
    private static final String TEMPLATE = "template";

    private final String page;
    private final List<HtmlTag> tags = new ArrayList<>();
    private int position;
    private int openTemplates;

    private HtmlTagReader(String page) {
        this.page = page;
    }

    /**
     * Reads a page.
     *
     * @param page in lower case
     * @return the tags in their order
     */
    static List<HtmlTag> tagsOf(String page) {
        HtmlTagReader reader = new HtmlTagReader(page);
        reader.read();
        return reader.tags;
    }

    private void read() {
        skipPast("<");
        while (hasMore()) {
            readMarkup();
            skipPast("<");
        }
    }

    private void readMarkup() {
        if (page.startsWith("!--", position)) {
            // The end may share the hyphens of the beginning.
            position += "!".length();
            skipPast("-->");
        } else if (isLetter(position) || (is('/') && isLetter(position + 1))) {
            readTag();
        } else if (is('!') || is('?') || is('/')) {
            skipPast(">");
        }
    }

    private void readTag() {
        int start = position;
        position++;
        skipToEndOfName();
        String name = page.substring(start, position);
        Map<String, String> attributes = readAttributes();
        if (hasMore()) {
            position++;
            add(new HtmlTag(name, attributes));
        }
    }

    /** Ends at the {@code >} of the tag, or at the end of a page that has none. */
    private Map<String, String> readAttributes() {
        Map<String, String> attributes = new HashMap<>();
        skipSpacesAndSlashes();
        while (hasMore() && !is('>')) {
            int start = position;
            position++;
            while (hasMore() && !is('=') && !isEndOfName(position)) {
                position++;
            }
            String name = page.substring(start, position);
            attributes.putIfAbsent(name, readValue());
            skipSpacesAndSlashes();
        }
        return attributes;
    }

    private String readValue() {
        skipSpaces();
        if (!is('=')) {
            return "";
        }
        position++;
        skipSpaces();
        return is('"') || is('\'') ? readQuoted(page.substring(position, position + 1)) : readUnquoted();
    }

    private String readQuoted(String quote) {
        position++;
        int start = position;
        skipPast(quote);
        return page.substring(start, hasMore() ? position - 1 : position);
    }

    private String readUnquoted() {
        int start = position;
        while (hasMore() && !is('>') && !isSpace(position)) {
            position++;
        }
        return page.substring(start, position);
    }

    private void add(HtmlTag tag) {
        if (tag.name().equals(TEMPLATE)) {
            openTemplates++;
        } else if (tag.name().equals("/" + TEMPLATE)) {
            openTemplates = Math.max(0, openTemplates - 1);
        } else if (openTemplates == 0) {
            tags.add(tag);
        }
        if (TEXT_ONLY.contains(tag.name())) {
            skipTextOf(tag.name());
        }
    }

    private void skipTextOf(String element) {
        String end = "</" + element;
        int found = page.indexOf(end, position);
        while (found >= 0 && !isEndOfName(found + end.length())) {
            found = page.indexOf(end, found + end.length());
        }
        position = found < 0 ? page.length() : found;
    }

    private void skipPast(String text) {
        int found = page.indexOf(text, position);
        position = found < 0 ? page.length() : found + text.length();
    }

    private void skipToEndOfName() {
        while (hasMore() && !isEndOfName(position)) {
            position++;
        }
    }

    private void skipSpaces() {
        while (hasMore() && isSpace(position)) {
            position++;
        }
    }

    private void skipSpacesAndSlashes() {
        while (hasMore() && (isSpace(position) || is('/'))) {
            position++;
        }
    }

    private boolean hasMore() {
        return position < page.length();
    }

    private boolean is(char expected) {
        return hasMore() && page.charAt(position) == expected;
    }

    private boolean isEndOfName(int index) {
        return index < page.length() && (isSpace(index) || "/>".indexOf(page.charAt(index)) >= 0);
    }

    private boolean isSpace(int index) {
        return " \t\n\f\r".indexOf(page.charAt(index)) >= 0;
    }

    private boolean isLetter(int index) {
        return index < page.length() && page.charAt(index) >= 'a' && page.charAt(index) <= 'z';
    }
}
