package io.freshet.core;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The layers of the core: who may know whom. */
class LayersTest {

    private static final String CORE = "io.freshet.core.";

    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("io.freshet.core");

    @Test
    void eachLayerKnowsOnlyThoseBelow() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("domain")
                .definedBy(CORE + "domain..")
                .layer("behaviour")
                .definedBy(CORE + "behaviour..")
                .layer("feature")
                .definedBy(CORE + "feature..")
                .layer("bundle")
                .definedBy(CORE + "bundle..")
                .layer("scoring")
                .definedBy(CORE + "scoring..")
                .layer("retrieval")
                .definedBy(CORE + "retrieval..")
                .layer("reranking")
                .definedBy(CORE + "reranking..")
                .layer("experiment")
                .definedBy(CORE + "experiment..")
                .layer("sharing")
                .definedBy(CORE + "sharing..")
                .layer("selection")
                .definedBy(CORE + "selection..")
                .layer("subscription")
                .definedBy(CORE + "subscription..")
                .layer("attribution")
                .definedBy(CORE + "attribution..")
                .whereLayer("scoring")
                .mayOnlyAccessLayers("bundle", "feature", "behaviour", "domain")
                .whereLayer("bundle")
                .mayOnlyAccessLayers("feature", "behaviour", "domain")
                .whereLayer("feature")
                .mayOnlyAccessLayers("behaviour", "domain")
                .whereLayer("behaviour")
                .mayOnlyAccessLayers("domain")
                .whereLayer("domain")
                .mayNotAccessAnyLayer()
                .whereLayer("sharing")
                .mayNotAccessAnyLayer()
                .whereLayer("selection")
                .mayNotAccessAnyLayer()
                .whereLayer("subscription")
                .mayOnlyAccessLayers("domain")
                .whereLayer("retrieval")
                .mayOnlyAccessLayers("behaviour", "domain", "selection")
                .whereLayer("experiment")
                .mayOnlyAccessLayers("behaviour", "domain")
                .whereLayer("reranking")
                .mayOnlyAccessLayers("behaviour", "domain", "selection")
                .whereLayer("attribution")
                .mayOnlyAccessLayers("behaviour", "domain")
                .check(CLASSES);
    }

    @Test
    void noPackagesKnowEachOther() {
        slices().matching("io.freshet.core.(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void statisticsKnowNumbersOnly() {
        noClasses()
                .that()
                .resideInAPackage(CORE + "experiment.statistic..")
                .should()
                .dependOnClassesThat(
                        resideInAPackage("io.freshet..")
                                .and(resideOutsideOfPackage(CORE + "experiment.statistic..")))
                .check(CLASSES);
    }

    @Test
    void onlyOnePackageKnowsOnnxRuntime() {
        noClasses()
                .that()
                .resideOutsideOfPackage(CORE + "scoring.onnx..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("ai.onnxruntime..")
                .check(CLASSES);
    }
}
