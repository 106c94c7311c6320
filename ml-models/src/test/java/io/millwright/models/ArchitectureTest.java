package io.millwright.models;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZonedDateTime;
import org.junit.jupiter.api.Test;

/** Rules of the analytics core that a compiler does not see. */
class ArchitectureTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.millwright.models");

  @Test
  void onlyOnePackageKnowsTribuo() {
    noClasses()
        .that()
        .resideOutsideOfPackage("..models.tribuo..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.tribuo..", "ml.dmlc..", "libsvm..", "com.oracle..")
        .check(CLASSES);
  }

  @Test
  void nothingReadsAClockOrDrawsLots() {
    noClasses()
        .should()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(Instant.class, "now")
        .orShould()
        .callMethod(LocalDate.class, "now")
        .orShould()
        .callMethod(LocalDateTime.class, "now")
        .orShould()
        .callMethod(ZonedDateTime.class, "now")
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(Clock.class)
        .orShould()
        .callMethod(Math.class, "random")
        .check(CLASSES);
  }

  @Test
  void nothingStartsAThread() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .areAssignableTo(Thread.class)
        .orShould()
        .dependOnClassesThat()
        .haveNameMatching("java\\.util\\.concurrent\\.(Executor.*|ForkJoin.*|CompletableFuture)")
        .check(CLASSES);
  }

  @Test
  void whatScoresLiveDoesNotNeedTheTrainer() {
    noClasses()
        .that()
        .resideInAnyPackage(
            "..models.monitor..",
            "..models.descriptor..",
            "..models.detection..",
            "..models.novelty..",
            "..models.health..",
            "..models.prognosis..",
            "..models.advisory..",
            "..models.release..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("..models.training..", "..models.tribuo..", "..models.evaluation..")
        .check(CLASSES);
  }
}
