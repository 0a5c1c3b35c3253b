package io.github.keycloakamazon.cluster;

import io.github.keycloakamazon.server.KeycloakDistribution;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * How the logins of a crowd ended.
 *
 * @param tried how many were begun
 * @param finished how many ended in the application
 * @param failed how many ended elsewhere
 * @param unclear what people saw who got no page that says what to do
 * @param lostUsers how many had finished a login and have no account
 * @param lostLinks how many had finished a login, and their account has not exactly one link to Amazon
 * @param unlinked how many accounts are left of logins that broke off between Keycloak's making the account and its linking it
 */
record Figures(int tried, int finished, int failed, List<String> unclear, int lostUsers, int lostLinks, int unlinked) {

    /** Leaves them in the build's output. */
    void write(String name) throws IOException {
        Path directory = Files.createDirectories(
                KeycloakDistribution.current().buildDirectory().resolve("cluster"));
        Files.writeString(directory.resolve(name + ".txt"), this + System.lineSeparator());
    }

    @Override
    public String toString() {
        return "logins tried %d, finished %d, failed %d (without a clear page %d), lost users %d, lost links %d, accounts of broken off logins %d%s"
                .formatted(
                        tried,
                        finished,
                        failed,
                        unclear.size(),
                        lostUsers,
                        lostLinks,
                        unlinked,
                        unclear.isEmpty() ? "" : ", the first: " + unclear.get(0));
    }
}
