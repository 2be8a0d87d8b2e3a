// The map of the system: which databases, broker and processes there are, and who needs whom.
// Plain .NET Aspire 13.5; where its packages or a container engine are missing, LocalRunner runs this same file.
using HoanKiem.Contracts;

var builder = DistributedApplication.CreateBuilder(args);
var development = builder.Environment.EnvironmentName == "Development";

var postgres = builder
    .AddPostgres(ResourceNames.Postgres)
    .WithDataVolume("hoankiem-postgres")
    .WithArgs("-c", "max_connections=300", "-c", "shared_buffers=128MB");
var services = new List<IResourceBuilder<ProjectResource>>();
var messaging = builder.AddRabbitMQ(ResourceNames.Messaging).WithDataVolume("hoankiem-messaging");

// Services do not wait for the broker: without it they take dossiers in, and events go out when it is back.
var identity = Service(ResourceNames.Identity, "Identity", 5106);
var catalogue = Service(ResourceNames.Catalogue, "Catalogue", 5101).WithReference(identity);
var dossiers = Service(ResourceNames.Dossiers, "Dossiers", 5102).WithReference(identity);
var routing = Service(ResourceNames.Routing, "Routing", 5103).WithReference(identity);
var postal = Service(ResourceNames.Postal, "Postal", 5104).WithReference(identity);
var feedback = Service(ResourceNames.Feedback, "Feedback", 5105).WithReference(identity);
var reporting = Service(ResourceNames.Reporting, "Reporting", 5107).WithReference(identity);

// Only the Portal calls the services. Its address is the site's, and so names the issuer of tokens to everyone.
var portal = Web(ResourceNames.Portal, "services/Portal", "Portal", 8080);
foreach (var service in services)
    portal.WithReference(service.WithEnvironment("Tokens__Issuer", portal.GetEndpoint("http")));
portal.WithEnvironment("Tokens__Issuer", portal.GetEndpoint("http"));

// Other people's systems are simulators in Development, and addresses in the services' options elsewhere.
if (development)
{
    var carrier = Simulator(ResourceNames.Carrier, "Carrier", 8090).WithReference(postal);
    var national = Simulator(ResourceNames.NationalPortal, "NationalPortal", 8091);
    var agencies = Simulator(ResourceNames.ExternalAgencies, "ExternalAgencies", 8092);
    var gateways = Simulator(ResourceNames.Gateways, "Gateways", 8093);
    national.WithReference(dossiers);
    agencies.WithReference(routing);
    dossiers.WithReference(national).WithReference(gateways);
    postal.WithReference(carrier).WithEnvironment("Postal__BookingPoll", "00:00:00.200");
    // Here a process that is started anew has forgotten what it was asked: it is asked again soon.
    routing.WithReference(agencies).WithEnvironment("ExternalSystems__Silence", "00:00:30");

    var play = Project(ResourceNames.Demonstration, "tests/Demonstration", "Demonstration");
    foreach (var needed in services.Concat([portal, carrier, national, agencies, gateways]))
        play.WithReference(needed).WaitFor(needed);
}

builder.Build().Run();

// A service: its database, the migrations that everyone waits for, and the process.
IResourceBuilder<ProjectResource> Service(string name, string folder, int port)
{
    var database = postgres.AddDatabase(ResourceNames.DatabaseOf(name));
    var migrations = Project($"{name}-migrations", $"services/{folder}", folder)
        .WithArgs("migrate")
        .WithReference(database)
        .WithReference(messaging)
        .WaitFor(database);
    var service = Web(name, $"services/{folder}", folder, port)
        .WithReference(database)
        .WithReference(messaging)
        .WaitForCompletion(migrations);
    services.Add(service);
    return service;
}

IResourceBuilder<ProjectResource> Simulator(string name, string folder, int port) =>
    Web(name, $"tests/Simulators/{folder}", $"Simulators.{folder}", port);

IResourceBuilder<ProjectResource> Web(string name, string folder, string project, int port) =>
    Project(name, folder, project).WithHttpEndpoint(port: port).WithHttpHealthCheck("/health");

IResourceBuilder<ProjectResource> Project(string name, string folder, string project)
{
    var process = builder.AddProject(name, $"../{folder}/HoanKiem.{project}.csproj");
    // In Development days pass in seconds, by a clock that all read, no event rests for long, and invented people are let in, with passwords.
    return development
        ? process
            .WithEnvironment("BusinessClock__File", Own("BusinessClock__File", "business-clock"))
            .WithEnvironment("DemoAccounts__File", Own("DemoAccounts__File", "demo-accounts.json"))
            .WithEnvironment("Messaging__Rest", Given("Messaging__Rest") ?? "00:00:00.020")
            .WithEnvironment("AllowTestNumbers", "true")
        : process;
}

// A file of this installation, unless the environment names another one.
string Own(string setting, string file) =>
    Given(setting) ?? Path.GetFullPath($"{builder.AppHostDirectory}/../.local/{file}");
static string? Given(string setting) => Environment.GetEnvironmentVariable(setting);
