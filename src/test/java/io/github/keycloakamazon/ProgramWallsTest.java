package io.github.keycloakamazon;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The walls of the programs beside the provider. {@code EmulatorDependenciesTest} has those of the emulator. */
@AnalyzeClasses(packages = {"io.github.keycloakamazon.demo", "io.github.keycloakamazon.server"})
class ProgramWallsTest {
    private static final String ROOT = "io.github.keycloakamazon";

    @ArchTest
    static final ArchRule the_launcher_uses_nothing_else_of_this_project = noClasses()
            .that(areOfTheProgram(ROOT + ".server.."))
            .should()
            .dependOnClassesThat(areOfThisProjectOutside(ROOT + ".server.."));

    @ArchTest
    static final ArchRule the_sample_application_uses_nothing_else_of_this_project = noClasses()
            .that(areOfTheProgram(ROOT + ".demo.app.."))
            .should()
            .dependOnClassesThat(areOfThisProjectOutside(ROOT + ".demo.app.."));

    @ArchTest
    static final ArchRule the_demo_uses_the_programs_and_the_protocol = noClasses()
            .that(areOfTheProgram(ROOT + ".demo.."))
            .should()
            .dependOnClassesThat(areOfThisProjectOutside(
                    ROOT + ".demo..", ROOT + ".emulator..", ROOT + ".server..", ROOT + ".lwa.."));

    private static DescribedPredicate<JavaClass> areOfThisProjectOutside(String... packages) {
        return resideInAPackage(ROOT + "..").and(DescribedPredicate.not(resideInAnyPackage(packages)));
    }

    /** Tests are in the same packages. */
    private static DescribedPredicate<JavaClass> areOfTheProgram(String packages) {
        return resideInAPackage(packages)
                .and(DescribedPredicate.describe(
                        "are no tests",
                        type -> !outermost(type).getSimpleName().matches(".*(Test|IT)|TestDistributions")));
    }

    private static JavaClass outermost(JavaClass type) {
        return type.getEnclosingClass().map(ProgramWallsTest::outermost).orElse(type);
    }
}
