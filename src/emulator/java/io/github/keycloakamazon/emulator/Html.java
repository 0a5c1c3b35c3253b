package io.github.keycloakamazon.emulator;

/** Text for HTML. */
final class Html {
    private Html() {}

    /** Safe in elements and in quoted attributes. */
    static String escape(String text) {
        return escapeState(text.replace("&", "&amp;"));
    }

    /**
     * As Amazon escapes {@code state}: quotes by number (recorded), and {@code &} not at all, as Amazon's Android SDK splits what
     * it gets back at it (inferred). For {@code <}, {@code >} and {@code '} there is no recording.
     */
    static String escapeState(String text) {
        StringBuilder escaped = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&#34;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.append(c);
            }
        }
        return escaped.toString();
    }
}
