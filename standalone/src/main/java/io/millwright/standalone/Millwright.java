package io.millwright.standalone;

import io.millwright.models.classification.UnfitDataException;
import io.millwright.models.dataset.DataSetException;
import io.millwright.standalone.backup.BackupCommand;
import io.millwright.standalone.backup.RestoreCommand;
import io.millwright.standalone.demo.DemoCommand;
import io.millwright.standalone.doctor.DoctorCommand;
import io.millwright.standalone.evaluate.EvaluateCommand;
import io.millwright.standalone.imports.ImportCommand;
import io.millwright.standalone.plan.PlanCommand;
import java.nio.file.Path;
import java.util.Optional;
import java.util.logging.LogManager;
import org.slf4j.bridge.SLF4JBridgeHandler;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** The millwright command. Exit code 0 = done, 1 = the answer is no, 2 = usage or input error. */
@Command(
    name = "millwright",
    description = "From a machine's sensors to the right work order, early and with its reason.",
    mixinStandardHelpOptions = true,
    versionProvider = Millwright.Version.class,
    synopsisSubcommandLabel = "COMMAND",
    subcommands = {
      DemoCommand.class,
      UpCommand.class,
      TrainCommand.class,
      EvaluateCommand.class,
      PlanCommand.class,
      LedgerCommand.class,
      ImportCommand.class,
      BackupCommand.class,
      RestoreCommand.class,
      DoctorCommand.class
    })
public final class Millwright {
  static final int USAGE_ERROR = 2;
  static final String LOG_FILE = "millwright.log";

  private Millwright() {}

  public static void main(String[] arguments) {
    // Before the first logger is made: the log belongs beside the data that the command works on.
    if (System.getProperty(LOG_FILE) == null) {
      dataFolder(arguments)
          .ifPresent(
              folder -> System.setProperty(LOG_FILE, folder.resolve("millwright.log").toString()));
    }
    // Tribuo and PostgreSQL's driver write to java.util.logging; it belongs into the log file with
    // the rest.
    LogManager.getLogManager().reset();
    SLF4JBridgeHandler.install();
    // Kafka and Netty leave threads behind that are not daemons.
    System.exit(commandLine().execute(arguments));
  }

  static CommandLine commandLine() {
    IExecutionExceptionHandler oneLine =
        (exception, commandLine, parsed) -> {
          org.slf4j.LoggerFactory.getLogger(Millwright.class)
              .error("the command failed", exception);
          commandLine.getErr().println("millwright: " + reason(exception));
          boolean inputIsWrong =
              exception instanceof UsageException
                  || exception instanceof DataSetException
                  || exception instanceof UnfitDataException;
          return inputIsWrong ? USAGE_ERROR : 1;
        };
    return new CommandLine(new Millwright())
        .setExecutionExceptionHandler(oneLine)
        .setCaseInsensitiveEnumValuesAllowed(true);
  }

  /** Where the command writes; empty when it writes nothing or the arguments are wrong. */
  private static Optional<Path> dataFolder(String[] arguments) {
    try {
      ParseResult parsed = commandLine().parseArgs(arguments);
      if (!parsed.hasSubcommand()) {
        return Optional.empty();
      }
      CommandSpec command = parsed.subcommand().commandSpec();
      OptionSpec folder = command.findOption(command.name().equals("train") ? "--out" : "--data");
      return folder != null
              && folder.getValue() instanceof Path path
              && !command.name().equals("doctor")
              && !command.name().equals("ledger")
              && !command.name().equals("import")
              && !command.name().equals("evaluate")
          ? Optional.of(path)
          : Optional.empty();
    } catch (ParameterException e) {
      // Said again, to the user, when the command is executed.
      return Optional.empty();
    }
  }

  private static String reason(Exception exception) {
    String message = exception.getMessage();
    return message == null || message.isBlank() ? exception.toString() : message;
  }

  /** The version from the jar's manifest. */
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      String version = Millwright.class.getPackage().getImplementationVersion();
      return new String[] {"millwright " + (version == null ? "(development build)" : version)};
    }
  }
}
