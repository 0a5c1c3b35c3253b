package io.github.keycloakamazon.setup;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.keycloakamazon.lwa.AuthorizationRequest;
import io.github.keycloakamazon.lwa.LwaCall;
import io.github.keycloakamazon.lwa.LwaError;
import io.github.keycloakamazon.lwa.LwaException;
import io.github.keycloakamazon.lwa.Region;
import io.github.keycloakamazon.lwa.Scopes;
import io.github.keycloakamazon.lwa.TestFailures;
import io.github.keycloakamazon.setup.Finding.Result;
import io.github.keycloakamazon.setup.Finding.Subject;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A check says only what it saw, whatever each of Amazon's two endpoints does. */
class SetupCheckTest {
    private static final Evidence TAKEN = new Evidence("taken", Optional.empty());

    // ---- Whatever the two endpoints do

    @Test
    void worksSummarizesTheFindings() {
        forEachPairOfResponses((token, page, check) -> {
            boolean refused = token.is(LwaError.INVALID_CLIENT) || token.is(LwaError.UNAUTHORIZED_CLIENT);
            boolean wrong = check.findings().stream().anyMatch(finding -> finding.result() == Result.WRONG);
            boolean allOk = check.findings().stream().allMatch(finding -> finding.result() == Result.OK);

            assertThat(check.works() == Works.NO).isEqualTo(wrong || refused);
            assertThat(check.works() == Works.YES).isEqualTo(allOk);
        });
    }

    @Test
    void everythingIsOkOnlyIfBothEndpointsShowIt() {
        forEachPairOfResponses((token, page, check) ->
                assertThat(check.works() == Works.YES).isEqualTo(token.isSuccess() && page.isSuccess()));
    }

    @Test
    void saveIsRefusedOnlyForTheClientIdOrTheSecret() {
        forEachPairOfResponses((token, page, check) -> {
            boolean wrong = finding(check, Subject.CLIENT_ID).result() == Result.WRONG
                    || finding(check, Subject.CLIENT_SECRET).result() == Result.WRONG;

            assertThat(check.refusal().isPresent()).isEqualTo(wrong || token.is(LwaError.INVALID_CLIENT));
        });
    }

    @Test
    void eachFindingThatIsNotOkHasItsCodeAndRestsOnIt() {
        forEachPairOfResponses((token, page, check) -> assertThat(check.findings())
                .hasSize(5)
                .allSatisfy(finding -> assertThat(finding.message()).isNotBlank())
                .allSatisfy(finding -> assertThat(finding.code().equals("ok")).isEqualTo(finding.result() == Result.OK))
                .filteredOn(finding -> finding.result() != Result.OK)
                .allSatisfy(finding -> assertThat(finding.basis()).contains(finding.code())));
    }

    private interface Expectation {
        void of(Evidence token, Evidence page, SetupCheck check);
    }

    private static void forEachPairOfResponses(Expectation expectation) {
        responses(LwaCall.TOKEN)
                .forEach(token -> responses(LwaCall.AUTHORIZATION)
                        .forEach(page -> assertThat(check(token, page))
                                .as("%s %s", token, page)
                                .satisfies(check -> expectation.of(token, page, check))));
    }

    /** Each failure without a status, as of the network and of a redirect, and with one. */
    private static Stream<Evidence> responses(LwaCall call) {
        Stream<LwaException> failures = Stream.of(LwaError.values())
                .flatMap(error -> Stream.of(LwaException.of(call, error), TestFailures.withStatus(call, error, 400)));
        return Stream.concat(Stream.of(TAKEN), failures.map(SetupCheckTest::failed));
    }

    // ---- The token endpoint

    @ParameterizedTest
    @ValueSource(strings = {"invalid_request", "unsupported_grant_type", "invalid_scope"})
    void refusalOfSomethingElseThanTheClientIsNoMistakeOfTheSetup(String code) {
        SetupCheck check = check(failed(TestFailures.refused(LwaCall.TOKEN, 400, code)), TAKEN);

        assertThat(check.works()).isEqualTo(Works.NOT_KNOWN);
        assertThat(finding(check, Subject.CONNECTION).result()).isEqualTo(Result.OK);
        assertThat(finding(check, Subject.CLIENT_SECRET))
                .returns(Result.UNKNOWN, Finding::result)
                .returns(code, Finding::code)
                .returns("Amazon refused the token request: " + code + ".", Finding::message);
    }

    @ParameterizedTest
    @EnumSource(names = {"RATE_LIMITED", "SERVER_ERROR", "TEMPORARILY_UNAVAILABLE", "TIMEOUT", "BUSY"})
    void problemThatPassesIsNotKnown(LwaError error) {
        SetupCheck check = check(failed(LwaException.of(LwaCall.TOKEN, error)), TAKEN);

        assertThat(check.works()).isEqualTo(Works.NOT_KNOWN);
        assertThat(finding(check, Subject.CONNECTION))
                .returns(Result.UNKNOWN, Finding::result)
                .returns(error.code(), Finding::code);
    }

    @ParameterizedTest
    @EnumSource(
            names = {
                "UNREACHABLE",
                "TLS_FAILURE",
                "PROXY_REFUSED",
                "CONNECTION_LOST",
                "UNEXPECTED_STATUS",
                "MALFORMED_RESPONSE",
                "RESPONSE_TOO_LARGE"
            })
    void connectionThatDoesNotLeadToAmazonIsWrong(LwaError error) {
        SetupCheck check = check(failed(LwaException.of(LwaCall.TOKEN, error)), TAKEN);

        assertThat(check.works()).isEqualTo(Works.NO);
        assertThat(finding(check, Subject.CONNECTION).result()).isEqualTo(Result.WRONG);
    }

    @ParameterizedTest
    @CsvSource({"400, something_new", "403, access_denied", "401, invalid_token", "400, timeout"})
    void errorThatTheTokenEndpointDoesNotDefineIsNamed(int status, String code) {
        SetupCheck check = check(failed(TestFailures.refused(LwaCall.TOKEN, status, code)), TAKEN);

        assertThat(check.works()).isEqualTo(Works.NOT_KNOWN);
        assertThat(finding(check, Subject.CONNECTION))
                .returns(Result.UNKNOWN, Finding::result)
                .returns(
                        "Amazon, or a proxy in between, sent an error that this provider does not expect here: " + code
                                + ".",
                        Finding::message);
    }

    // ---- The sign-in page

    @ParameterizedTest
    @CsvSource({
        "invalid_request,           invalid_request,           invalid_request.",
        "unsupported_response_type, unsupported_response_type, unsupported_response_type.",
        "access_denied,             access_denied,             access_denied.",
        "server_error,              server_error,              server_error. Try again later.",
        "temporarily_unavailable,   temporarily_unavailable,   temporarily_unavailable. Try again later.",
        "something_new,             unknown_error,             something_new.",
    })
    void refusalOfTheAuthorizationRequestIsNamed(String sent, String code, String end) {
        SetupCheck check = check(TAKEN, failed(LwaException.refusedByRedirect(sent, "x")));

        Finding scopes = finding(check, Subject.SCOPES);
        assertThat(scopes)
                .returns(Result.UNKNOWN, Finding::result)
                .returns(code, Finding::code)
                .returns("Amazon refused the authorization request: " + end, Finding::message);
        assertThat(check.doubt()).as("what the log has").contains(scopes);
        assertThat(finding(check, Subject.RETURN_URL).result())
                .as("Amazon redirected to it")
                .isEqualTo(Result.OK);
        assertThat(check.works()).isEqualTo(Works.NOT_KNOWN);
    }

    @Test
    void errorWithoutAPrintableCodeIsNotQuoted() {
        SetupCheck check = check(TAKEN, failed(LwaException.refusedByRedirect("<b>\n", "x")));

        assertThat(finding(check, Subject.SCOPES).message()).isEqualTo("Amazon refused the authorization request.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"unauthorized_client", "invalid_client"})
    void clientThatMayNotAskForALoginIsWrong(String code) {
        Evidence refused = failed(LwaException.refusedByRedirect(code, "x"));

        SetupCheck check = check(TAKEN, refused);

        assertThat(finding(check, Subject.CLIENT_ID))
                .returns(Result.WRONG, Finding::result)
                .returns(code, Finding::code)
                .returns(refused.text(), Finding::basis);
        assertThat(check.refusal().orElseThrow())
                .startsWith("Amazon does not allow users to sign in with this client ID.");
        assertThat(check.works()).isEqualTo(Works.NO);
        assertThat(finding(
                                check(failed(TestFailures.refused(LwaCall.TOKEN, 401, "invalid_client")), refused),
                                Subject.CLIENT_SECRET)
                        .result())
                .as("Amazon refused the client ID, and may refuse it at the token endpoint too")
                .isEqualTo(Result.UNKNOWN);
    }

    @Test
    void pageAboutTheScopesSaysNothingOfTheReturnUrl() {
        SetupCheck check =
                check(TAKEN, failed(TestFailures.withStatus(LwaCall.AUTHORIZATION, LwaError.INVALID_SCOPE, 400)));

        assertThat(finding(check, Subject.SCOPES).result()).isEqualTo(Result.WRONG);
        assertThat(finding(check, Subject.RETURN_URL))
                .returns(Result.UNKNOWN, Finding::result)
                .returns(
                        "Amazon refuses the scopes and does not say whether it allows the return URL.",
                        Finding::message);
    }

    @ParameterizedTest
    @EnumSource(names = {"NO_SIGN_IN_PAGE", "UNEXPECTED_STATUS"})
    void anotherPageMayBeAmazonsOwn(LwaError error) {
        SetupCheck check = check(TAKEN, failed(TestFailures.withStatus(LwaCall.AUTHORIZATION, error, 404)));

        assertThat(finding(check, Subject.RETURN_URL).message())
                .startsWith("The check could not open Amazon's sign-in page. Another page opens instead")
                .doesNotContain("most likely");
    }

    private static SetupCheck check(Evidence token, Evidence page) {
        return new SetupCheck(
                Region.NA,
                new AuthorizationRequest(
                        "client",
                        "https://kc.example/realms/demo/broker/amazon/endpoint",
                        Scopes.parse("profile"),
                        Scopes.NONE,
                        "state",
                        Optional.empty()),
                token,
                page);
    }

    private static Evidence failed(LwaException failure) {
        return new Evidence("", Optional.of(failure));
    }

    private static Finding finding(SetupCheck check, Subject subject) {
        List<Finding> found = check.findings().stream()
                .filter(finding -> finding.subject() == subject)
                .toList();
        assertThat(found).hasSize(1);
        return found.get(0);
    }
}
