package io.freshet.lab.oracle;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** An oracle that shared code with the job would share its mistakes. */
class OracleLayersTest {

    private static final JavaClasses ORACLE =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("io.freshet.lab.oracle");

    @Test
    void theOracleKnowsNothingOfTheJob() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.freshet.job..",
                        "io.freshet.core.attribution..",
                        "io.freshet.core.behaviour..",
                        "io.freshet.core.bundle..",
                        "io.freshet.core.experiment..",
                        "io.freshet.core.feature..",
                        "io.freshet.core.reranking..",
                        "io.freshet.core.retrieval..",
                        "io.freshet.core.scoring..",
                        "org.apache.flink..",
                        "org.rocksdb..")
                .check(ORACLE);
    }
}
