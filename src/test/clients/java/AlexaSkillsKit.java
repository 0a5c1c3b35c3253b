import com.amazon.ask.model.services.DefaultApiConfiguration;
import com.amazon.ask.model.services.DefaultAuthenticationConfiguration;
import com.amazon.ask.model.services.ServiceException;
import com.amazon.ask.model.services.lwa.LwaClient;
import com.amazon.ask.model.services.lwa.model.GrantType;
import com.amazon.ask.model.services.util.JacksonSerializer;
import com.amazon.ask.services.ApacheHttpApiClient;
import org.apache.http.impl.client.HttpClients;

/** A skill's messages to Alexa: Amazon's own library gets tokens for them, and refreshes a developer's. It logs nobody in. */
class AlexaSkillsKit {
    public static void main(String[] arguments) {
        try {
            String own = client(GrantType.CLIENT_CREDENTIALS).getAccessTokenForScope("alexa:skill_messaging");
            String users = client(GrantType.REFRESH_TOKEN).getAccessTokenForRefreshToken();
            System.out.printf("{\"refreshed\": %s}%n", own.startsWith("Atc|") && users.startsWith("Atza|"));
        } catch (ServiceException e) {
            System.out.printf("{\"error\": \"%s %s\"}%n", e.getStatusCode(), e.getMessage());
        }
    }

    static LwaClient client(GrantType grantType) {
        return LwaClient.builder()
                .withGrantType(grantType)
                .withAuthenticationConfiguration(new DefaultAuthenticationConfiguration.Builder()
                        .withClientId(System.getenv("CLIENT_ID"))
                        .withClientSecret(System.getenv("CLIENT_SECRET"))
                        .withRefreshToken(System.getenv("REFRESH_TOKEN"))
                        .build())
                .withApiConfiguration(DefaultApiConfiguration.builder()
                        .withApiEndpoint("https://api.amazon.com")
                        .withSerializer(new JacksonSerializer())
                        // Reads the Java system properties, which stand for DNS here.
                        .withApiClient(ApacheHttpApiClient.custom()
                                .withHttpClient(HttpClients.createSystem())
                                .build())
                        .build())
                .build();
    }
}
