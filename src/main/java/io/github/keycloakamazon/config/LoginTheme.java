package io.github.keycloakamazon.config;

import java.io.IOException;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.keycloak.models.ClientModel;
import org.keycloak.models.KeycloakSession;
import org.keycloak.theme.Theme;

/** The login theme of the current request. */
final class LoginTheme {
    /** The property by which a theme says that it has the styles for Amazon's button. */
    static final String STYLES_AMAZON_BUTTON = "amazonButton";

    private static final Logger LOG = Logger.getLogger(LoginTheme.class);

    private LoginTheme() {}

    /**
     * Whether the theme has the styles. Keycloak's own themes have not, and a CSS class they do not know costs the button its text in
     * some of them.
     *
     * @param session of the request, absent outside of one
     */
    static boolean stylesAmazonButton(@Nullable KeycloakSession session) {
        // A theme belongs to a realm, and some requests are about none.
        if (session == null || session.getContext().getRealm() == null) {
            return false;
        }
        // Keycloak asks whenever it copies a provider's settings, several times in a request. Only another client can
        // change the theme.
        String client = Optional.ofNullable(session.getContext().getClient())
                .map(ClientModel::getId)
                .orElse("");
        String key = LoginTheme.class.getName() + "."
                + session.getContext().getRealm().getId() + "." + client;
        Boolean known = session.getAttribute(key, Boolean.class);
        if (known == null) {
            known = stylesButton(session);
            session.setAttribute(key, known);
        }
        return known;
    }

    private static boolean stylesButton(KeycloakSession session) {
        try {
            Theme theme = session.theme().getTheme(Theme.Type.LOGIN);
            return Optional.ofNullable(theme.getProperties())
                    .map(properties -> properties.getProperty(STYLES_AMAZON_BUTTON))
                    .filter(Boolean::parseBoolean)
                    .isPresent();
        } catch (IOException e) {
            LOG.debug("The login theme cannot be read, so the button is not styled", e);
            return false;
        }
    }
}
