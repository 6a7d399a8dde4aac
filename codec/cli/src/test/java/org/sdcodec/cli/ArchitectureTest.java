package org.sdcodec.cli;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.Locale;
import java.util.TimeZone;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rules of the architecture that a compiler does not check; those of the benchmarks are tested there. */
class ArchitectureTest {

    private static final String VECTOR_API = "jdk.incubator.vector..";
    private static final String FLIGHT_RECORDER = "jdk.jfr..";
    private static final String VECTOR_KERNELS = "org.sdcodec.engine.kernel.vector..";
    private static final String[] PROGRAM = {"org.sdcodec.cli", "org.sdcodec.cli.launch.."};

    private static final String CORE =
            "org.sdcodec;org.sdcodec.codec..;org.sdcodec.unet..;org.sdcodec.vae..;org.sdcodec.weights..;org.sdcodec.engine..";

    private static JavaClasses sdcodec;

    @BeforeAll
    static void importClasses() {
        sdcodec = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                // The test helpers that a module shares come in a jar of their own.
                .withImportOption(location -> !location.contains("/testing/") && !location.contains("-tests.jar"))
                .importPackages("org.sdcodec");
    }

    @ParameterizedTest
    @CsvSource({
        "engine.., org.sdcodec.engine..",
        "weights.., org.sdcodec.weights..;tools.jackson.core..;javax.net.ssl..",
        "vae.., org.sdcodec.vae..;org.sdcodec.weights..;org.sdcodec.engine..",
        "unet.., org.sdcodec.unet..;org.sdcodec.weights..;org.sdcodec.engine..",
        "scene.., org.sdcodec.scene..",
        "codec.., org.ejml..;" + CORE,
        "imageio.., org.sdcodec.imageio..;javax.imageio..;javax.xml..;org.w3c.dom..;org.xml.sax..;" + CORE,
        "cli.., org.sdcodec.cli..;org.sdcodec.imageio..;org.sdcodec.scene..;picocli..;com.google.zxing..;com.twelvemonkeys..;"
                + "javax.imageio..;org.w3c.dom..;tools.jackson.core..;com.sun.net.httpserver..;" + CORE,
    })
    void modulesUseOnlyThoseAboveThem(String module, String allowed) {
        String[] packages = (allowed + ";java..;" + VECTOR_API + ";" + FLIGHT_RECORDER).split(";");
        classes()
                .that()
                .resideInAPackage("org.sdcodec." + module)
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(packages).or(arraysAndPrimitives()))
                .check(sdcodec);
    }

    @Test
    void theLibraryNeedsNoDesktop() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "org.sdcodec",
                        "org.sdcodec.engine..",
                        "org.sdcodec.weights..",
                        "org.sdcodec.vae..",
                        "org.sdcodec.unet..",
                        "org.sdcodec.codec..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.awt..", "java.beans..", "javax.imageio..", "javax.swing..")
                .check(sdcodec);
    }

    /** Each package is a slice of its own, sub-packages too. */
    @Test
    void packagesHaveNoCycles() {
        SlicesRuleDefinition.slices()
                .assignedFrom(new SliceAssignment() {
                    @Override
                    public SliceIdentifier getIdentifierOf(JavaClass type) {
                        return SliceIdentifier.of(type.getPackageName());
                    }

                    @Override
                    public String getDescription() {
                        return "each package a slice";
                    }
                })
                .should()
                .beFreeOfCycles()
                .check(sdcodec);
    }

    @Test
    void onlyTheVectorKernelsUseTheVectorApi() {
        noClasses()
                .that()
                .resideOutsideOfPackage(VECTOR_KERNELS)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(VECTOR_API)
                .check(sdcodec);
    }

    @Test
    void onlyTheProfilerUsesFlightRecorder() {
        noClasses()
                .that()
                .resideOutsideOfPackages("org.sdcodec.engine.profile", "org.sdcodec.cli")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(FLIGHT_RECORDER)
                .check(sdcodec);
    }

    @Test
    void theVectorKernelsCallNothingWhoseBitsDependOnTheCompiler() {
        noClasses()
                .should()
                .callMethodWhere(target(nameMatching("reduceLanes"))
                        .and(target(owner(nameMatching("jdk\\.incubator\\.vector\\.(Float|Double)Vector")))))
                .orShould()
                .accessFieldWhere(com.tngtech.archunit.core.domain.JavaAccess.Predicates.target(
                                nameMatching(
                                        "(EXP|EXPM1|LOG|LOG10|LOG1P|POW|SIN|COS|TAN|SINH|COSH|TANH|ASIN|ACOS|ATAN|ATAN2|CBRT|HYPOT)"))
                        .and(com.tngtech.archunit.core.domain.JavaAccess.Predicates.targetOwner(
                                nameMatching("jdk\\.incubator\\.vector\\.VectorOperators"))))
                .check(sdcodec);
    }

    @Test
    void whatReachesPixelsUsesNoFunctionThatIsNotExactlySpecified() {
        noClasses()
                .that(resideInAnyPackage(
                        "org.sdcodec",
                        "org.sdcodec.engine..",
                        "org.sdcodec.vae..",
                        "org.sdcodec.unet..",
                        "org.sdcodec.codec.."))
                .and()
                // Have a rule of their own.
                .resideOutsideOfPackage("org.sdcodec.codec.metrics..")
                .should()
                .callMethodWhere(target(
                                nameMatching(
                                        "(exp|expm1|log|log10|log1p|pow|sin|cos|tan|sinh|cosh|tanh|asin|acos|atan|atan2|cbrt|hypot)"))
                        .and(target(owner(nameMatching("java\\.lang\\.(Strict)?Math")))))
                .check(sdcodec);
    }

    /** The encoder chooses steps by metrics. */
    @Test
    void metricsUseNoFunctionThatDiffersBetweenMachines() {
        noClasses()
                .that()
                .resideInAPackage("org.sdcodec.codec.metrics..")
                .should()
                .callMethodWhere(target(
                                nameMatching(
                                        "(exp|expm1|log|log10|log1p|pow|sin|cos|tan|sinh|cosh|tanh|asin|acos|atan|atan2|cbrt|hypot)"))
                        .and(target(owner(nameMatching("java\\.lang\\.Math")))))
                .check(sdcodec);
    }

    @Test
    void onlyTheProgramPrintsAndExits() {
        noClasses()
                .that(are(outsideTheProgram()))
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .orShould()
                .accessField(System.class, "in")
                .orShould()
                .callMethod(System.class, "exit", int.class)
                .orShould()
                .callMethod(Throwable.class, "printStackTrace")
                .orShould()
                .callMethodWhere(target(nameMatching("exit|halt|addShutdownHook"))
                        .and(target(owner(resideInAPackage("java.lang").and(simpleName("Runtime"))))))
                .check(sdcodec);
    }

    @Test
    void onlyTheProgramReadsGlobalState() {
        noClasses()
                .that(are(outsideTheProgram()))
                .and()
                .haveNameNotMatching("org\\.sdcodec\\.engine\\.KernelLookup(\\$.*)?")
                .should()
                .callMethodWhere(target(nameMatching("getenv|(get|set|clear)Propert(y|ies)"))
                        .and(target(owner(simpleName("System").and(resideInAPackage("java.lang"))))))
                .orShould()
                .callMethod(Boolean.class, "getBoolean", String.class)
                .orShould()
                .callMethodWhere(
                        target(nameMatching("getInteger|getLong")).and(target(owner(resideInAPackage("java.lang")))))
                .orShould()
                .callMethodWhere(target(nameMatching("getDefault"))
                        .and(target(owner(DescribedPredicate.describe(
                                "of the locale or time zone",
                                c -> c.isEquivalentTo(Locale.class) || c.isEquivalentTo(TimeZone.class))))))
                .check(sdcodec);
    }

    @Test
    void onlyTheProgramUsesTheCommandLineLibrary() {
        noClasses()
                .that(are(outsideTheProgram()))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("picocli..", "org.sdcodec.cli", "org.sdcodec.cli.launch..")
                .check(sdcodec);
    }

    private static DescribedPredicate<JavaClass> outsideTheProgram() {
        return DescribedPredicate.not(resideInAnyPackage(PROGRAM)).as("outside of the command line and launcher");
    }

    private static DescribedPredicate<JavaClass> are(DescribedPredicate<JavaClass> predicate) {
        return predicate;
    }

    private static DescribedPredicate<JavaClass> simpleName(String name) {
        return DescribedPredicate.describe(name, c -> c.getSimpleName().equals(name));
    }

    private static DescribedPredicate<JavaClass> arraysAndPrimitives() {
        return DescribedPredicate.describe("arrays and primitives", c -> c.isArray() || c.isPrimitive());
    }
}
