package io.github.keycloakamazon.emulator;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.github.keycloakamazon.emulator")
class EmulatorDependenciesTest {
    @ArchTest
    static final ArchRule jettyAndJacksonAreAllTheEmulatorNeeds = classes()
            .that()
            .haveSimpleNameNotEndingWith("Test")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java..",
                    "com.fasterxml.jackson..",
                    "org.eclipse.jetty..",
                    "org.jspecify..",
                    "io.github.keycloakamazon.emulator..");
}
