import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Scanner;
import java.util.UUID;
import org.springframework.security.oauth2.client.authentication.OAuth2LoginAuthenticationProvider;
import org.springframework.security.oauth2.client.authentication.OAuth2LoginAuthenticationToken;
import org.springframework.security.oauth2.client.endpoint.OAuth2RefreshTokenGrantRequest;
import org.springframework.security.oauth2.client.endpoint.RestClientAuthorizationCodeTokenResponseClient;
import org.springframework.security.oauth2.client.endpoint.RestClientRefreshTokenTokenResponseClient;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.userinfo.DefaultOAuth2UserService;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestCustomizers;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationExchange;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationResponse;
import org.springframework.web.util.UriComponentsBuilder;

/** Spring Security's login, without the web application around it. */
class SpringSecurity {
    static final ClientRegistration AMAZON = ClientRegistration.withRegistrationId("amazon")
            .clientId(System.getenv("CLIENT_ID"))
            .clientSecret(System.getenv("CLIENT_SECRET"))
            .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_POST)
            .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
            .redirectUri(System.getenv("REDIRECT_URI"))
            .scope("profile")
            .authorizationUri("https://www.amazon.com/ap/oa")
            .tokenUri("https://api.amazon.com/auth/o2/token")
            .userInfoUri("https://api.amazon.com/user/profile")
            .userNameAttributeName("user_id")
            .build();

    public static void main(String[] arguments) throws JsonProcessingException {
        try {
            OAuth2LoginAuthenticationToken user = login();
            Map<String, Object> profile = user.getPrincipal().getAttributes();
            report(Map.of(
                    "id", user.getPrincipal().getName(),
                    "name", profile.get("name"),
                    "email", profile.get("email"),
                    "refreshed", refreshed(user)));
        } catch (OAuth2AuthenticationException e) {
            report(Map.of("error", e.getError().getErrorCode() + " " + e.getError().getDescription()));
        }
    }

    static void report(Map<String, ?> found) throws JsonProcessingException {
        System.out.println(new ObjectMapper().writeValueAsString(found));
    }

    static OAuth2LoginAuthenticationToken login() {
        OAuth2AuthorizationRequest.Builder builder = OAuth2AuthorizationRequest.authorizationCode()
                .authorizationUri(AMAZON.getProviderDetails().getAuthorizationUri())
                .clientId(AMAZON.getClientId())
                .redirectUri(AMAZON.getRedirectUri())
                .scopes(AMAZON.getScopes())
                .state(UUID.randomUUID().toString());
        OAuth2AuthorizationRequestCustomizers.withPkce().accept(builder);
        OAuth2AuthorizationRequest request = builder.build();
        System.out.println("open " + request.getAuthorizationRequestUri());
        URI callback = URI.create(new Scanner(System.in).nextLine());
        OAuth2LoginAuthenticationProvider provider = new OAuth2LoginAuthenticationProvider(
                new RestClientAuthorizationCodeTokenResponseClient(), new DefaultOAuth2UserService());
        return (OAuth2LoginAuthenticationToken) provider.authenticate(new OAuth2LoginAuthenticationToken(
                AMAZON, new OAuth2AuthorizationExchange(request, response(callback))));
    }

    static OAuth2AuthorizationResponse response(URI callback) {
        Map<String, String> query =
                UriComponentsBuilder.fromUri(callback).build().getQueryParams().toSingleValueMap();
        query.replaceAll((name, value) -> URLDecoder.decode(value, StandardCharsets.UTF_8));
        OAuth2AuthorizationResponse.Builder response = query.containsKey("code")
                ? OAuth2AuthorizationResponse.success(query.get("code"))
                : OAuth2AuthorizationResponse.error(query.get("error")).errorDescription(query.get("error_description"));
        return response.redirectUri(AMAZON.getRedirectUri()).state(query.get("state")).build();
    }

    static boolean refreshed(OAuth2LoginAuthenticationToken user) {
        String token = new RestClientRefreshTokenTokenResponseClient()
                .getTokenResponse(
                        new OAuth2RefreshTokenGrantRequest(AMAZON, user.getAccessToken(), user.getRefreshToken()))
                .getAccessToken()
                .getTokenValue();
        return !token.equals(user.getAccessToken().getTokenValue());
    }
}
