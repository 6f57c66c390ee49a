package io.freshet.console;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Who may know whom. */
class LayersTest {

    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .importPackages("io.freshet.console");

    @Test
    void noPackagesKnowEachOther() {
        slices().matching("io.freshet.console.(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void onlyThePackageOfTopicsKnowsKafkasClients() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.freshet.console.topic..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.kafka.clients..")
                .check(CLASSES);
    }

    @Test
    void onlyThePackageOfTheWebKnowsHttp() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.freshet.console.web..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.javalin..", "org.eclipse.jetty..", "jakarta.servlet..")
                .check(CLASSES);
    }
}
