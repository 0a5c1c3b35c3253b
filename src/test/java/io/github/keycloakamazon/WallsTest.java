package io.github.keycloakamazon;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.github.keycloakamazon")
class WallsTest {
    @ArchTest
    static final ArchRule nothing_uses_the_http_client_that_only_newer_keycloaks_have =
            noClasses().should().dependOnClassesThat().resideInAPackage("org.keycloak.http.simple..");
}
