package io.github.keycloakamazon.emulator;

/**
 * {@code user_id} values: {@code amzn1.account.} and 28 characters of A-Z and 2-7, the first an A, as in every live sample.
 *
 * @see <a href="https://developer.amazon.com/docs/login-with-amazon/customer-profile.html">Customer profile</a>
 */
final class UserIds {
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final int RANDOM_CHARACTERS = 27;

    private UserIds() {}

    static String of(String company, Person person) {
        String chosen = person.userIds().get(company);
        return chosen == null ? derived(company, person.key()) : chosen;
    }

    private static String derived(String company, String key) {
        byte[] hash = Hashes.sha256(company + '\0' + key);
        StringBuilder id = new StringBuilder("amzn1.account.A");
        for (int i = 0; i < RANDOM_CHARACTERS; i++) {
            id.append(ALPHABET.charAt(hash[i] & 31));
        }
        return id.toString();
    }
}
