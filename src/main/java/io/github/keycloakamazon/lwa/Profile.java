package io.github.keycloakamazon.lwa;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What Amazon tells of a person. Only the user_id is always there: the rest depends on the scopes asked for, on what the person
 * agreed to, and on what the account has.
 *
 * @see <a href="https://developer.amazon.com/docs/login-with-amazon/customer-profile.html">Amazon: Customer Profile</a>
 */
public final class Profile {
    /** Amazon's name of the member with the person's id. */
    public static final String USER_ID = "user_id";

    /** Amazon's name of the member with the name. */
    public static final String NAME = "name";

    /** Amazon's name of the member with the e-mail address. */
    public static final String EMAIL = "email";

    /** Amazon's name of the member with the postal code. */
    public static final String POSTAL_CODE = "postal_code";

    /** As many characters as a database column for it holds; Amazon's own are 42 long. */
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
        if (userId.isBlank()
                || userId.length() > MAX_USER_ID_LENGTH
                || CONTROL_CHARACTER.matcher(userId).find()
                || !StorableText.isStorable(userId)) {
            throw response.unusable(LwaError.MISSING_USER_ID);
        }
        return new Profile(userId, StorableText.clean(withoutUnstorableEmail(fields)));
    }

    /** An e-mail address with a control character in it is left out: cleaned, it would be another address. */
    private static ObjectNode withoutUnstorableEmail(ObjectNode fields) {
        String email = fields.path(EMAIL).asText().strip();
        return StorableText.isStorable(email) ? fields : fields.deepCopy().without(EMAIL);
    }

    /** {@return the person, as the applications of one developer company know them; another company's see another id} */
    public String userId() {
        return userId;
    }

    /** {@return the name in one piece, as the person wrote it at Amazon} */
    public Optional<String> name() {
        return text(NAME);
    }

    /** {@return the e-mail address of the account, which Amazon does not say it has verified} */
    public Optional<String> email() {
        return text(EMAIL);
    }

    /** {@return the postal code of the primary shipping address} */
    public Optional<String> postalCode() {
        return text(POSTAL_CODE);
    }

    /** {@return a copy of all fields that Amazon sent} */
    public ObjectNode toJson() {
        return fields.deepCopy();
    }

    private Optional<String> text(String field) {
        return fields.path(field) instanceof TextNode text && !text.textValue().isBlank()
                ? Optional.of(text.textValue().strip())
                : Optional.empty();
    }

    /** Tells nothing of the person. */
    @Override
    public String toString() {
        return "Profile";
    }
}
