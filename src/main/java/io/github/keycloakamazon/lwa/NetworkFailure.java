package io.github.keycloakamazon.lwa;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.apache.http.client.ClientProtocolException;
import org.apache.http.client.NonRepeatableRequestException;
import org.apache.http.conn.ConnectionPoolTimeoutException;

/** Finds the {@link LwaError} for an exception of the HTTP client. */
final class NetworkFailure {
    private static final int MAX_CAUSES = 8;

    private NetworkFailure() {}

    /** Looks at the causes too: a client that is not Apache's wraps what its own library throws. */
    static LwaError errorOf(IOException failure) {
        return causes(failure)
                .flatMap(cause -> known(cause).stream())
                .findFirst()
                .orElse(isProtocolError(failure) ? LwaError.MALFORMED_RESPONSE : LwaError.CONNECTION_LOST);
    }

    /**
     * Treats an unchecked exception of an HTTP client as a failure of the network. Its message is left out, because it may quote a header.
     */
    static IOException checked(RuntimeException unchecked) {
        IOException checked =
                new IOException("The HTTP client threw " + unchecked.getClass().getName());
        checked.setStackTrace(unchecked.getStackTrace());
        return checked;
    }

    private static Stream<Throwable> causes(Throwable failure) {
        return Stream.<Throwable>iterate(failure, cause -> cause != null, Throwable::getCause)
                .limit(MAX_CAUSES);
    }

    private static Optional<LwaError> known(Throwable cause) {
        if (cause instanceof ConnectionPoolTimeoutException) {
            return Optional.of(LwaError.BUSY);
        }
        if (cause instanceof InterruptedIOException || cause instanceof TimeoutException) {
            return Optional.of(LwaError.TIMEOUT);
        }
        if (cause instanceof SSLException) {
            // In an established TLS session, a reset of the connection looks like this.
            return Optional.of(
                    cause.getCause() instanceof SocketException ? LwaError.CONNECTION_LOST : LwaError.TLS_FAILURE);
        }
        if (cause instanceof UnknownHostException
                || cause instanceof ConnectException
                || cause instanceof NoRouteToHostException) {
            return Optional.of(LwaError.UNREACHABLE);
        }
        return Optional.empty();
    }

    /** Not when Apache's client could not repeat a request: the failure that made it try is the one that counts. */
    private static boolean isProtocolError(IOException failure) {
        return failure instanceof ClientProtocolException
                && !(failure.getCause() instanceof NonRepeatableRequestException);
    }
}
