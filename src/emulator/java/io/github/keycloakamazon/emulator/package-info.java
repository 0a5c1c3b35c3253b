/**
 * A stand-in for Login with Amazon: the authorize page, the device flow, and the token, profile and tokeninfo endpoints.
 *
 * <p>One implementation serves unit tests, integration tests, the demo, a runnable JAR and a container. It is as strict as Amazon
 * where Amazon is strict, and can be told to misbehave. {@link io.github.keycloakamazon.emulator.AmazonEmulator} is the way in from
 * Java, {@link io.github.keycloakamazon.emulator.EmulatorMain} from the command line. Nothing here depends on Keycloak or on the
 * provider; Jetty and Jackson are all it needs.
 *
 * <p>Nobody who wrote this could watch Amazon's servers, so each behavior has one of these sources:
 *
 * <table>
 * <caption>Where behaviors come from</caption>
 * <tr><th>behavior</th><th>source</th></tr>
 * <tr><td>parameters, scopes, PKCE, {@code scope_data}, exact return URLs</td>
 * <td>documented: <a href="https://developer.amazon.com/docs/login-with-amazon/authorization-code-grant.html">Authorization code
 * grant</a>, <a href="https://developer.amazon.com/docs/login-with-amazon/requesting-scopes-as-essential-voluntary.html">Essential
 * and voluntary scopes</a></td></tr>
 * <tr><td>token response, lifetimes, no refresh token without a secret</td>
 * <td>documented: <a href="https://developer.amazon.com/docs/login-with-amazon/access-token.html">Access token</a>; five minutes
 * for a code: Amazon's staff in amzn/selling-partner-api-docs issue 268</td></tr>
 * <tr><td>{@code access_denied} with {@code Access not permitted.}</td>
 * <td>observed: logs of three independent clients; Amazon's Android SDK compares with this text</td></tr>
 * <tr><td>error redirect: description first, bare {@code #} at the end</td>
 * <td>observed: django-allauth issue 3993</td></tr>
 * <tr><td>an unknown scope: redirect or page</td>
 * <td>observed, both: django-allauth issue 3993, alexa-avs-sample-app issue 1213; {@code UnknownScope} chooses</td></tr>
 * <tr><td>page with status 400, its text and its {@code name=value} lines</td>
 * <td>observed: acd_cli issue 228, alexaweb issue 26</td></tr>
 * <tr><td>{@code "} in {@code state} becomes {@code &#34;}</td>
 * <td>observed: vue-auth issues 98 and 100, hello.js issue 539</td></tr>
 * <tr><td>{@code &} in {@code state} stays as it is</td>
 * <td>inferred: Amazon's Android SDK splits the returned state at it</td></tr>
 * <tr><td>{@code <}, {@code >} and {@code '} in {@code state} are escaped</td><td>unknown</td></tr>
 * <tr><td>texts and statuses of JSON errors of the token endpoint</td>
 * <td>observed: amzn/selling-partner-api-models issues 807, 921, 2997 and 4112, amzn/selling-partner-api-docs issues 45, 138, 160
 * and 1390, python-amazon-sp-api issue 278</td></tr>
 * <tr><td>{@code error_index} and {@code request_id}, both or neither; 248 and 264 characters</td>
 * <td>observed, both: the same issues; {@code ErrorStyle} chooses</td></tr>
 * <tr><td>shape and length of tokens and codes</td><td>observed in published logs</td></tr>
 * <tr><td>{@code client_credentials}: {@code Atc|}, {@code scope} in the response</td>
 * <td>documented: <a href="https://developer.amazon.com/docs/app-submission-api/auth.html">App Submission API</a></td></tr>
 * <tr><td>a code without {@code redirect_uri}</td><td>observed: applications of Seller Central; a setting of the client</td></tr>
 * <tr><td>JSON bodies at the token endpoint, multipart read as an unsupported grant type</td>
 * <td>observed: amzn/selling-partner-api-docs issues 183 and 45</td></tr>
 * <tr><td>HTTP Basic with and without form encoding</td><td>unknown; both are taken</td></tr>
 * <tr><td>code pair: fields, 600 and 30 seconds; polling with {@code device_code} and {@code user_code} alone</td>
 * <td>documented: <a href="https://developer.amazon.com/docs/login-with-amazon/retrieve-code-other-platforms-cbl-docs.html">Code</a>
 * and <a href="https://developer.amazon.com/docs/login-with-amazon/retrieve-token-other-platforms-cbl-docs.html">token</a> for other
 * platforms</td></tr>
 * <tr><td>code pair: six letters, UUID, {@code /us/code}; a scope without permission; {@code InvalidValue}</td>
 * <td>observed: avs-device-sdk issues 613, 771 and 1628</td></tr>
 * <tr><td>{@code authorization_pending} with status 400</td><td>observed: avs-device-sdk issue 920; the text is unknown</td></tr>
 * <tr><td>{@code invalid_code_pair} for a used, expired or refused pair</td>
 * <td>inferred: the errors that Amazon's own device SDK knows</td></tr>
 * <tr><td>{@code slow_down}</td><td>inferred, never observed; off unless chosen</td></tr>
 * <tr><td>refresh without a secret for devices</td><td>documented for devices</td></tr>
 * <tr><td>profile, and what each scope shows</td>
 * <td>documented: <a href="https://developer.amazon.com/docs/login-with-amazon/customer-profile.html">Customer profile</a></td></tr>
 * <tr><td>older profile at {@code /ap/user/profile}</td>
 * <td>observed: omniauth-amazon, amplify-js issue 2744; its errors are unknown</td></tr>
 * <tr><td>status 403 for {@code insufficient_scope}</td><td>unknown</td></tr>
 * <tr><td>tokeninfo: {@code exp} in seconds left</td><td>observed in Amazon Pay's SDKs; HEAD, POST and Bearer are unknown</td></tr>
 * <tr><td>{@code x-amzn-RequestId}</td><td>inferred: Amazon's SDK reads it</td></tr>
 * <tr><td>cross-origin calls to token, profile and codepair</td>
 * <td>observed: front ends that make them; the headers are unknown</td></tr>
 * <tr><td>{@code response_type=token} is refused</td>
 * <td>documented: <a href="https://developer.amazon.com/docs/login-with-amazon/implicit-grant.html">Implicit grant</a>; the error is
 * unknown</td></tr>
 * </table>
 */
@NullMarked
package io.github.keycloakamazon.emulator;

import org.jspecify.annotations.NullMarked;
