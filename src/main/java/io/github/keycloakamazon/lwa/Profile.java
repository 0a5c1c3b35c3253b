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
    private final ObjectNode members;

    private Profile(String userId, ObjectNode members) {
        this.userId = userId;
        this.members = members;
    }

    static Profile of(JsonAnswer answer) throws LwaException {
        ObjectNode members = LegacyProfile.flatten(answer.members());
        String userId =
                members.path(USER_ID).isTextual() ? members.path(USER_ID).textValue() : "";
        if (userId.isBlank()
                || userId.length() > MAX_USER_ID_LENGTH
                || CONTROL_CHARACTER.matcher(userId).find()
                || !StorableText.isStorable(userId)) {
            throw answer.unusable(LwaException.MISSING_USER_ID);
        }
        return new Profile(userId, StorableText.clean(members));
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

    /** {@return all members Amazon sent, a copy to do with as one likes} */
    public ObjectNode toJson() {
        return members.deepCopy();
    }

    private Optional<String> text(String member) {
        return members.path(member) instanceof TextNode text
                        && !text.textValue().isBlank()
                ? Optional.of(text.textValue().strip())
                : Optional.empty();
    }

    /** Tells nothing of the person. */
    @Override
    public String toString() {
        return "Profile";
    }
}
