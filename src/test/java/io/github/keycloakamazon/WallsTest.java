package io.github.keycloakamazon;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/**
 * The walls of the architecture: a package uses only packages below it. Main code cannot use the emulator, the demo or tests, because
 * Maven compiles it without them.
 */
@AnalyzeClasses(packages = "io.github.keycloakamazon", importOptions = DoNotIncludeTests.class)
class WallsTest {
    private static final String ROOT = "io.github.keycloakamazon";

    @ArchTest
    static final ArchRule a_package_uses_only_packages_below_it = layeredArchitecture()
            .consideringOnlyDependenciesInAnyPackage(ROOT + "..")
            .layer("check")
            .definedBy(ROOT + ".check..")
            .layer("mapper")
            .definedBy(ROOT + ".mapper..")
            .layer("provider")
            .definedBy(ROOT)
            .layer("setup")
            .definedBy(ROOT + ".setup..")
            .layer("login")
            .definedBy(ROOT + ".login..")
            .layer("exchange")
            .definedBy(ROOT + ".exchange..")
            .layer("token")
            .definedBy(ROOT + ".token..")
            .layer("identity")
            .definedBy(ROOT + ".identity..")
            .layer("config")
            .definedBy(ROOT + ".config..")
            .layer("runtime")
            .definedBy(ROOT + ".runtime..")
            .layer("lwa")
            .definedBy(ROOT + ".lwa..")
            .whereLayer("check")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("mapper")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("provider")
            .mayOnlyBeAccessedByLayers("check", "mapper")
            .whereLayer("setup")
            .mayOnlyBeAccessedByLayers("check", "provider")
            .whereLayer("login")
            .mayOnlyBeAccessedByLayers("provider")
            .whereLayer("exchange")
            .mayOnlyBeAccessedByLayers("provider")
            .whereLayer("token")
            .mayOnlyBeAccessedByLayers("provider", "login", "exchange")
            .whereLayer("identity")
            .mayOnlyBeAccessedByLayers("mapper", "provider", "login", "token")
            .whereLayer("config")
            .mayOnlyBeAccessedByLayers("check", "mapper", "provider", "setup", "login", "exchange", "token", "identity")
            .whereLayer("runtime")
            .mayOnlyBeAccessedByLayers("check", "mapper", "provider", "setup", "login", "exchange", "token")
            .ensureAllClassesAreContainedInArchitecture();

    @ArchTest
    static final ArchRule the_protocol_knows_nothing_of_keycloak = noClasses()
            .that()
            .resideInAPackage(ROOT + ".lwa..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.keycloak..");

    @ArchTest
    static final ArchRule the_provider_holds_no_more_than_what_keycloak_loads = noClasses()
            .that()
            .resideInAPackage(ROOT)
            .should()
            .haveSimpleNameNotStartingWith("Amazon")
            .andShould()
            .notHaveSimpleName("package-info");

    @ArchTest
    static final ArchRule nothing_uses_the_http_client_that_only_newer_keycloaks_have =
            noClasses().should().dependOnClassesThat().resideInAPackage("org.keycloak.http.simple..");
}
