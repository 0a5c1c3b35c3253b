package io.github.keycloakamazon.demo.recorder;

/**
 * What was asked, and how it ended: responses to the same call are compared.
 *
 * @param endpoint the path of an endpoint of Login with Amazon, or {@code another path}
 * @param grantType the grant type of a token request; empty for other requests
 * @param outcome {@code success}, or the error code, or the status where there is no known error code
 */
record Call(String endpoint, String grantType, String outcome) implements Comparable<Call> {
    @Override
    public int compareTo(Call other) {
        return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
        return endpoint + (grantType.isEmpty() ? "" : " " + grantType) + ": " + outcome;
    }
}
