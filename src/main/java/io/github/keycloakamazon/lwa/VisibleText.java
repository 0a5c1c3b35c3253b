package io.github.keycloakamazon.lwa;

/**
 * Text without invisible characters at its ends. Unicode has spaces that do not break a line, characters without a width, and fillers of the
 * Korean and Braille scripts. {@link String#isBlank()} and {@link String#strip()} know none of them, but a name needs a visible character.
 *
 * <p>Invisible characters inside a text stay: names in Persian and Indic scripts and emoji need joiners.
 */
public final class VisibleText {
    private static final String FILLERS = "\u115f\u1160\u3164\uffa0\u2800";

    private static final int FIRST_TAG = 0xE0020;
    private static final int LAST_TAG = 0xE007F;

    private VisibleText() {}

    /**
     * Whether a text has no visible character.
     *
     * @param text the text
     * @return true also for an empty text
     */
    public static boolean isBlank(String text) {
        return text.codePoints().noneMatch(VisibleText::isVisible);
    }

    /**
     * Removes invisible characters at the ends.
     *
     * @param text the text
     * @return the text from its first to its last visible character; empty if it has none
     */
    public static String strip(String text) {
        int start = 0;
        while (start < text.length() && !isVisible(text.codePointAt(start))) {
            start += Character.charCount(text.codePointAt(start));
        }
        int end = text.length();
        while (end > start && !isVisible(text.codePointBefore(end))) {
            end -= Character.charCount(text.codePointBefore(end));
        }
        if (start == end) {
            return "";
        }
        while (end < text.length() && isPartOfCharacterBefore(text.codePointAt(end))) {
            end += Character.charCount(text.codePointAt(end));
        }
        return text.substring(start, end);
    }

    private static boolean isVisible(int character) {
        return !Character.isWhitespace(character)
                && !Character.isSpaceChar(character)
                && Character.getType(character) != Character.FORMAT
                && !isVariationSelector(character)
                && FILLERS.indexOf(character) < 0;
    }

    /** It changes how the character before it looks, as in a last letter in Malayalam, a heart in color, or the flag of Scotland. */
    private static boolean isPartOfCharacterBefore(int character) {
        return character == '\u200c'
                || character == '\u200d'
                || isVariationSelector(character)
                || (character >= FIRST_TAG && character <= LAST_TAG);
    }

    private static boolean isVariationSelector(int character) {
        return (character >= 0xFE00 && character <= 0xFE0F) || (character >= 0xE0100 && character <= 0xE01EF);
    }
}
