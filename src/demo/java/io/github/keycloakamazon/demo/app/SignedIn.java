package io.github.keycloakamazon.demo.app;

import com.nimbusds.jwt.JWT;
import com.nimbusds.openid.connect.sdk.claims.IDTokenClaimsSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Somebody who signed in.
 *
 * @param idToken proves to Keycloak whose session a sign-out means
 * @param claims what the validated ID token says
 */
record SignedIn(JWT idToken, IDTokenClaimsSet claims) {
    /** The best name there is. */
    String displayName() {
        return text("name")
                .or(() -> text("preferred_username"))
                .orElseGet(() -> claims.getSubject().getValue());
    }

    Optional<String> text(String claim) {
        return Optional.ofNullable(claims.getClaim(claim)).map(Object::toString).filter(value -> !value.isBlank());
    }

    /** All claims, by name. */
    Map<String, String> all() {
        Map<String, String> all = new TreeMap<>();
        claims.toJSONObject().forEach((name, value) -> all.put(name, Objects.toString(value)));
        return all;
    }
}
