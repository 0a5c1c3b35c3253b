package io.github.keycloakamazon.lwa;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The customer profile of a user. Only the user_id is always there. The other fields depend on the requested scopes, on the consent of
 * the user, and on the account.
 *
 * @see <a href="https://developer.amazon.com/docs/login-with-amazon/customer-profile.html">Amazon: Customer Profile</a>
 */
public final class Profile {
    static final String USER_ID = "user_id";

    static final String NAME = "name";

    static final String EMAIL = "email";

    static final String POSTAL_CODE = "postal_code";

    /** The length of Keycloak's database column, in characters. Amazon's user ids have 42. */
    private static final int MAX_USER_ID_LENGTH = 255;

    private static final Pattern CONTROL_CHARACTER = Pattern.compile("\\p{Cntrl}");

    private final String userId;
    private final ObjectNode fields;

    private Profile(String userId, ObjectNode fields) {
        this.userId = userId;
        this.fields = fields;
    }

    static Profile of(JsonResponse response) throws LwaException {
        ObjectNode fields = LegacyProfile.flatten(response.fields());
        String userId = fields.path(USER_ID).isTextual() ? fields.path(USER_ID).textValue() : "";
        if (VisibleText.isBlank(userId)
                || userId.length() > MAX_USER_ID_LENGTH
                || CONTROL_CHARACTER.matcher(userId).find()
                || !StorableText.isStorable(userId)) {
            throw response.unusable(LwaError.MISSING_USER_ID);
        }
        return new Profile(userId, StorableText.clean(withoutUnstorableEmail(fields)));
    }

    /** An e-mail address with a control character in it is left out: cleaned, it would be another address. */
    private static ObjectNode withoutUnstorableEmail(ObjectNode fields) {
        String email = VisibleText.strip(fields.path(EMAIL).asText());
        return StorableText.isStorable(email) ? fields : fields.deepCopy().without(EMAIL);
    }

    /** {@return the id of the user, which is the same for all applications of one Amazon developer company, and for no other} */
    public String userId() {
        return userId;
    }

    /** {@return the full name, as the user entered it at Amazon} */
    public Optional<String> name() {
        return text(NAME);
    }

    /** {@return the e-mail address of the account; Amazon does not tell whether it is verified} */
    public Optional<String> email() {
        return text(EMAIL);
    }

    /** {@return a copy of all fields that Amazon sent} */
    public ObjectNode toJson() {
        return fields.deepCopy();
    }

    private Optional<String> text(String field) {
        return fields.path(field) instanceof TextNode text && !VisibleText.isBlank(text.textValue())
                ? Optional.of(VisibleText.strip(text.textValue()))
                : Optional.empty();
    }

    /** Without personal data. */
    @Override
    public String toString() {
        return "Profile";
    }
}
