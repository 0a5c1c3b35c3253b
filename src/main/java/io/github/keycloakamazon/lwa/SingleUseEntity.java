package io.github.keycloakamazon.lwa;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.http.HttpEntity;
import org.apache.http.entity.HttpEntityWrapper;

/**
 * A request body that is sent once. An operator can make Keycloak's HTTP client repeat failed requests ({@code max-retries}). An
 * authorization code must not be repeated: Amazon accepts it once, and refuses the second request although the first one succeeded.
 */
final class SingleUseEntity extends HttpEntityWrapper {
    private boolean used;

    SingleUseEntity(HttpEntity body) {
        super(body);
    }

    /** Apache's client does not repeat a request whose body was sent and is not repeatable. */
    @Override
    public boolean isRepeatable() {
        return false;
    }

    @Override
    public InputStream getContent() throws IOException {
        use();
        return super.getContent();
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        use();
        super.writeTo(out);
    }

    private void use() throws IOException {
        if (used) {
            throw new IOException("The request was sent already, and is not repeated");
        }
        used = true;
    }
}
