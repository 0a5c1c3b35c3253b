package io.github.keycloakamazon.integration;

import io.github.keycloakamazon.fixture.Servers;
import io.github.keycloakamazon.fixture.SyncMatrix;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each sync mode, way and change, on the release that the project is built for. */
class SyncMatrixIT {
    private static SyncMatrix matrix;

    @BeforeAll
    static void create() {
        matrix = new SyncMatrix(Servers.keycloak());
    }

    @AfterAll
    static void close() {
        matrix.close();
    }

    static Stream<SyncMatrix.Row> rows() {
        return SyncMatrix.rows();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void userHasWhatAnAdministratorExpects(SyncMatrix.Row row) {
        matrix.check(row);
    }
}
