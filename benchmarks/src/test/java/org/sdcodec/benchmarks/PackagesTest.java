package org.sdcodec.benchmarks;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The rules of the architecture that concern the benchmarks. */
class PackagesTest {

    private static JavaClasses benchmarks;

    @BeforeAll
    static void importClasses() {
        benchmarks = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("org.sdcodec.benchmarks");
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching("org.sdcodec.(**)").should().beFreeOfCycles().check(benchmarks);
    }

    @Test
    void noBenchmarkUsesTheVectorApi() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("jdk.incubator.vector..")
                .check(benchmarks);
    }
}
