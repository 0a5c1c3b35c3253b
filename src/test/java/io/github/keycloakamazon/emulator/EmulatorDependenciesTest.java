package io.github.keycloakamazon.emulator;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The emulator is a program of its own: it knows neither Keycloak nor the provider, the demo or a test. */
@AnalyzeClasses(packages = "io.github.keycloakamazon.emulator")
class EmulatorDependenciesTest {
    private static final String[] NEEDED = {
        "java..",
        "javax.security.auth.x500..",
        "com.fasterxml.jackson..",
        "org.eclipse.jetty..",
        "org.jspecify..",
        "io.github.keycloakamazon.emulator"
    };

    @ArchTest
    static final ArchRule jettyAndJacksonAreAllTheEmulatorNeeds = classes()
            .that()
            .resideInAPackage("io.github.keycloakamazon.emulator")
            .and(areNoTests())
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(NEEDED);

    @ArchTest
    static final ArchRule theExtensionNeedsJunitBesides = classes()
            .that()
            .resideInAPackage("..emulator.junit..")
            .and(areNoTests())
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java..",
                    "org.jspecify..",
                    "org.junit.jupiter.api.extension..",
                    "io.github.keycloakamazon.emulator..");

    /** Tests, their helpers and the classes inside them lie in the emulator's packages too. */
    private static DescribedPredicate<JavaClass> areNoTests() {
        return DescribedPredicate.describe(
                "are no tests", type -> !outermost(type).getSimpleName().matches(".*Test.*|.*IT"));
    }

    private static JavaClass outermost(JavaClass type) {
        return type.getEnclosingClass().map(EmulatorDependenciesTest::outermost).orElse(type);
    }
}
