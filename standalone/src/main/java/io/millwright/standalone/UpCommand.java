package io.millwright.standalone;

import io.millwright.standalone.StandaloneConfig.Organization;
import io.millwright.standalone.StandaloneConfig.User;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code millwright up}: serves until it is told to stop. */
@Command(
    name = "up",
    description =
        "Starts everything in this process and serves until Ctrl-C; goes on where it was stopped or killed.",
    mixinStandardHelpOptions = true)
final class UpCommand implements Callable<Integer> {
  private static final String ADMINISTRATOR = "admin@localhost";
  private static final String PASSWORD_FILE = "admin-password";

  @Mixin StandaloneOptions options = new StandaloneOptions();

  @Option(
      names = "--data",
      description = "Folder for all data (default: ${DEFAULT-VALUE}).",
      defaultValue = "data")
  Path data = Path.of("data");

  @Option(
      names = "--organization",
      description =
          "Identifier of the organization that the first start makes: a-z 0-9 - (default: ${DEFAULT-VALUE}).",
      defaultValue = "main")
  String organization = "main";

  @Spec CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    String tenant = organizationId();
    DataDirectory directory = DataDirectory.open(data);
    boolean first = !directory.hasSecret(PASSWORD_FILE);
    String password = directory.secret(PASSWORD_FILE, 12);
    User administrator = new User(ADMINISTRATOR, password, "Administrator", List.of("ADMIN"));
    StandaloneConfig config =
        options.config(new Organization(tenant, tenant, List.of(administrator)));
    try (Standalone millwright =
        Standalone.start(config, directory, step -> say(out, step + " ..."))) {
      say(out, "");
      say(out, "  Console   " + millwright.url());
      say(
          out,
          first
              ? "  Login     "
                  + ADMINISTRATOR
                  + "  /  "
                  + password
                  + "   (made for you, kept in "
                  + directory.secretFile(PASSWORD_FILE)
                  + ")"
              : "  Login     "
                  + ADMINISTRATOR
                  + "   (first password: "
                  + directory.secretFile(PASSWORD_FILE)
                  + ")");
      say(out, "  Devices   " + millwright.deviceAddresses());
      say(out, "  Topics    millwright/v1/" + tenant + "/{asset}/measurements");
      say(out, "  Log       " + millwright.logFile());
      say(out, "");
      say(out, "Serving; Ctrl-C ends.");
      millwright.awaitClose();
    }
    return 0;
  }

  private String organizationId() {
    try {
      return new io.millwright.contracts.asset.TenantId(organization).value();
    } catch (IllegalArgumentException e) {
      throw new UsageException("--organization: " + e.getMessage());
    }
  }

  private static void say(PrintWriter out, String line) {
    out.println(line);
    out.flush();
  }
}
