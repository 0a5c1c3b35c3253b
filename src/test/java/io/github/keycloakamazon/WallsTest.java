package io.github.keycloakamazon;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The walls of the architecture. Main code cannot see test code, the emulator included, because Maven compiles it without. */
@AnalyzeClasses(packages = "io.github.keycloakamazon", importOptions = DoNotIncludeTests.class)
class WallsTest {
    @ArchTest
    static final ArchRule the_protocol_knows_nothing_of_keycloak = noClasses()
            .that()
            .resideInAPackage("..lwa..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.keycloak..");

    @ArchTest
    static final ArchRule the_protocol_knows_nothing_of_the_provider = noClasses()
            .that()
            .resideInAPackage("..lwa..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.github.keycloakamazon", "..mapper..", "..check..");

    @ArchTest
    static final ArchRule nothing_uses_the_http_client_that_only_newer_keycloaks_have =
            noClasses().should().dependOnClassesThat().resideInAPackage("org.keycloak.http.simple..");
}
