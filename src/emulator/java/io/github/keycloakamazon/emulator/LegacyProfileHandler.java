package io.github.keycloakamazon.emulator;

/**
 * {@code GET /ap/user/profile?access_token=…}: the profile in its older form, which omniauth-amazon and others read. Recorded, and
 * not documented for servers; what it answers to a bad token is not known.
 */
final class LegacyProfileHandler implements ApiHandler.ApiEndpoint {
    private final Profiles profiles;

    LegacyProfileHandler(Profiles profiles) {
        this.profiles = profiles;
    }

    @Override
    public Answer handle(ReceivedRequest request, String requestId) {
        return Answer.json(200, Profiles.nested(profiles.flat(request.query("access_token")), requestId));
    }
}
