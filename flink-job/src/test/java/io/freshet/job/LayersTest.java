package io.freshet.job;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Clock;
import java.time.Instant;
import java.util.UUID;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;

/** The layers of the job: who may know whom, and who may know Kafka, the graph and the time. */
class LayersTest {

    private static final String JOB = "io.freshet.job";

    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages(JOB);

    @Test
    void stateIsBelowOperatorsAndOperatorsAreBelowTheJob() {
        layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("job")
                .definedBy(JOB)
                .layer("operator")
                .definedBy(JOB + ".operator..")
                .layer("state")
                .definedBy(JOB + ".state..")
                .whereLayer("job")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("operator")
                .mayOnlyBeAccessedByLayers("job")
                .whereLayer("state")
                .mayOnlyBeAccessedByLayers("operator", "job")
                .check(CLASSES);
    }

    @Test
    void nobodyButTheJobItselfKnowsItsRootPackage() {
        noClasses()
                .that()
                .resideOutsideOfPackage(JOB)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(JOB)
                .check(CLASSES);
    }

    @Test
    void noPackagesKnowEachOther() {
        slices().matching("io.freshet.job.(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void settingsKnowNothingOfWhatTheySet() {
        noClasses()
                .that()
                .resideInAPackage(JOB + ".config..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(JOB + ".operator..", JOB + ".state..", JOB + ".topic..")
                .check(CLASSES);
    }

    @Test
    void onlyTopicsAndSerializersKnowKafka() {
        noClasses()
                .that()
                .resideOutsideOfPackages(JOB + ".topic..", JOB + ".serde..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.kafka..", "org.apache.flink.connector.kafka..")
                .check(CLASSES);
    }

    @Test
    void onlyTheJobItselfKnowsTheEnvironmentAndGivesUids() {
        noClasses()
                .that()
                .resideOutsideOfPackage(JOB)
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(StreamExecutionEnvironment.class)
                .orShould()
                .callMethodWhere(target(name("uid")))
                .check(CLASSES);
    }

    @Test
    void timeAndChanceComeFromOutsideSoThatAReplayMakesTheSameSlates() {
        noClasses()
                .that()
                .resideOutsideOfPackage(JOB)
                .should()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(Clock.class, "systemUTC")
                .orShould()
                .callMethod(UUID.class, "randomUUID")
                .orShould()
                .callMethod(Math.class, "random")
                .check(CLASSES);
    }
}
