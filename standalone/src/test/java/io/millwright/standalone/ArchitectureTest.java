package io.millwright.standalone;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import org.jspecify.annotations.NullMarked;

/**
 * The plan of the house, held by the build: who may import whom, and what the analytics core must
 * not touch.
 */
@AnalyzeClasses(packages = "io.millwright", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String CONTRACTS = "io.millwright.contracts..";
  private static final String MODELS = "io.millwright.models..";
  private static final String GATEWAY = "io.millwright.gateway..";
  private static final String STREAMS = "io.millwright.streams..";
  private static final String CMMS = "io.millwright.cmms..";
  private static final String SIMULATORS = "io.millwright.simulators..";
  private static final String STANDALONE = "io.millwright.standalone..";
  private static final String WIRE = "io.millwright.contracts.wire..";

  @ArchTest
  static final ArchRule contractsImportNoOtherRoom =
      room(CONTRACTS, MODELS, GATEWAY, STREAMS, CMMS, SIMULATORS, STANDALONE);

  @ArchTest
  static final ArchRule modelsImportContractsOnly =
      room(MODELS, GATEWAY, STREAMS, CMMS, SIMULATORS, STANDALONE);

  @ArchTest
  static final ArchRule theGatewayImportsContractsOnly =
      room(GATEWAY, MODELS, STREAMS, CMMS, SIMULATORS, STANDALONE);

  @ArchTest
  static final ArchRule streamsImportContractsAndModels =
      room(STREAMS, GATEWAY, CMMS, SIMULATORS, STANDALONE);

  @ArchTest
  static final ArchRule theCmmsImportsContractsAndModels =
      room(CMMS, GATEWAY, STREAMS, SIMULATORS, STANDALONE);

  @ArchTest
  static final ArchRule simulatorsTalkOverTheWireOnly =
      noClasses()
          .that()
          .resideInAPackage(SIMULATORS)
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(
                  GATEWAY, STREAMS, CMMS, STANDALONE, "org.apache.kafka..", "java.sql.."));

  @ArchTest
  static final ArchRule theAnalyticsCoreKnowsNeitherKafkaNorMicronautNorSql =
      noClasses()
          .that()
          .resideInAPackage(MODELS)
          .should()
          .dependOnClassesThat(
              resideInAnyPackage(
                  "org.apache.kafka..", "io.micronaut..", "java.sql..", "io.netty.."));

  @ArchTest
  static final ArchRule onlyOnePackageImportsTribuo =
      noClasses()
          .that(
              resideInAnyPackage("io.millwright..")
                  .and(
                      resideOutsideOfPackages(
                          "io.millwright.models.tribuo..", "io.millwright.benchmarks..")))
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.tribuo..", "ml.dmlc..", "libsvm..");

  @ArchTest
  static final ArchRule protocolsDoNotKnowKafka =
      noClasses()
          .that()
          .resideInAnyPackage(
              "io.millwright.gateway.mqtt..",
              "io.millwright.gateway.coap..",
              "io.millwright.gateway.modbus..",
              "io.millwright.gateway.opcua..",
              "io.millwright.gateway.source..",
              "io.millwright.gateway.senml..",
              "io.millwright.gateway.sparkplug..",
              "io.millwright.gateway.reading..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.kafka..");

  @ArchTest
  static final ArchRule theAnalyticsCoreSpeaksItsOwnRecordsBeyondItsEdge =
      noClasses()
          .that(
              resideInAnyPackage(MODELS)
                  .and(resideOutsideOfPackages("io.millwright.models.release..")))
          .should()
          .dependOnClassesThat()
          .resideInAPackage(WIRE);

  @ArchTest
  static final ArchRule packagesOfARoomFormNoCircle =
      slices().matching("io.millwright.(*).(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule nothingIsNullUnlessItSaysSo =
      classes()
          .that(
              resideInAnyPackage("io.millwright..")
                  .and(resideOutsideOfPackages(WIRE))
                  .and(
                      DescribedPredicate.describe(
                          "are written by hand", c -> !c.getSimpleName().startsWith("$"))))
          .should(resideInAPackageMarkedNullMarked());

  private static ArchRule room(String room, String... forbidden) {
    return noClasses()
        .that()
        .resideInAPackage(room)
        .should()
        .dependOnClassesThat(resideInAnyPackage(forbidden));
  }

  private static ArchCondition<JavaClass> resideInAPackageMarkedNullMarked() {
    return new ArchCondition<>("reside in a package marked @NullMarked") {
      @Override
      public void check(JavaClass item, ConditionEvents events) {
        JavaPackage home = item.getPackage();
        boolean marked =
            home.tryGetPackageInfo()
                .map(info -> info.isAnnotatedWith(NullMarked.class))
                .orElse(false);
        events.add(
            new SimpleConditionEvent(
                item,
                marked,
                item.getName() + (marked ? " is" : " is not") + " in a @NullMarked package"));
      }
    };
  }
}
