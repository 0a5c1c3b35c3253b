package io.github.keycloakamazon.lwa;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * Recognizes Amazon's sign-in page by its form: it posts to Amazon's own path for that, and has the field for the e-mail address. A
 * page that only speaks of such a form, or has one that leads elsewhere, is another page.
 */
final class SignInPage {
    /** The second one is where Amazon asks for the e-mail address first. */
    private static final List<String> PATHS = List.of("/ap/signin", "/ax/claim");

    private final URI address;
    private URI base;
    private boolean formIsOpen;
    private boolean formSignsIn;

    private SignInPage(URI address) {
        this.address = address;
        this.base = address;
    }

    /**
     * Looks for the form.
     *
     * @param page in lower case, or the beginning of it
     * @param address where the page was opened
     */
    static boolean isSignInPage(String page, URI address) {
        SignInPage reader = new SignInPage(address);
        for (HtmlTag tag : HtmlTagReader.tagsOf(page)) {
            if (reader.isEmailFieldOfSignInForm(tag)) {
                return true;
            }
            reader.take(tag);
        }
        return false;
    }

    private boolean isEmailFieldOfSignInForm(HtmlTag tag) {
        return formSignsIn
                && tag.name().equals("input")
                && tag.attribute("name").equals("email")
                && !tag.attribute("type").equals("hidden");
    }

    private void take(HtmlTag tag) {
        switch (tag.name()) {
            case "base" -> changeBase(tag.attribute("href"));
            case "form" -> openForm(tag.attribute("action"));
            case "/form" -> closeForm();
            default -> {
                // Neither begins nor ends a form.
            }
        }
    }

    /** Only the first one counts. */
    private void changeBase(String href) {
        if (base.equals(address)) {
            base = resolved(href).orElse(base);
        }
    }

    /** A form within a form is no form. */
    private void openForm(String action) {
        if (!formIsOpen) {
            formIsOpen = true;
            formSignsIn = resolved(withoutQuery(action))
                    .filter(target -> isSignInPath(target) && isSafe(target) && isAmazonsOrOwn(target))
                    .isPresent();
        }
    }

    private void closeForm() {
        formIsOpen = false;
        formSignsIn = false;
    }

    /** A browser accepts more in a query than an URI can have. */
    private static String withoutQuery(String action) {
        return action.split("[?#]", 2)[0];
    }

    private Optional<URI> resolved(String reference) {
        try {
            return Optional.of(base.resolve(reference));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Amazon may add the ID of a session to the path. */
    private static boolean isSignInPath(URI target) {
        String path = target.getRawPath() + "/";
        return PATHS.stream().anyMatch(known -> path.startsWith(known + "/"));
    }

    private boolean isSafe(URI target) {
        return "https".equals(target.getScheme()) || address.getScheme().equalsIgnoreCase(target.getScheme());
    }

    private boolean isAmazonsOrOwn(URI target) {
        return address.getRawAuthority().equalsIgnoreCase(target.getRawAuthority())
                || LwaEndpoints.isHostOfAmazon(target);
    }
}
