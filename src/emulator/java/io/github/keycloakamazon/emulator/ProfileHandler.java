package io.github.keycloakamazon.emulator;

/**
 * {@code GET /user/profile}: a flat object with what the user has agreed to show.
 *
 * @see <a href="https://developer.amazon.com/docs/login-with-amazon/obtain-customer-profile.html">Obtain customer profile</a>
 */
final class ProfileHandler implements ApiHandler.ApiEndpoint {
    private final Profiles profiles;

    ProfileHandler(Profiles profiles) {
        this.profiles = profiles;
    }

    @Override
    public Answer handle(ReceivedRequest request, String requestId) {
        return Answer.json(200, profiles.flat(AccessTokens.anywhere(request)));
    }
}
