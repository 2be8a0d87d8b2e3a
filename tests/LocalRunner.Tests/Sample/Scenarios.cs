namespace HoanKiem.LocalRunner.Sample;

/// <summary>Small maps, each with the trouble that a test is about.</summary>
internal static class Scenarios
{
    public static void Run(string scenario, string[] args)
    {
        var builder = DistributedApplication.CreateBuilder(args);
        switch (scenario)
        {
            case "order":
                var migrations = End("migrations", 0);
                var first = Serve("first", healthyAfter: 800).WaitForCompletion(migrations);
                var second = Serve("second").WithReference(first).WaitFor(first);
                End("player", 7).WaitFor(second);
                break;
            case "flaky":
                Serve("flaky", diesAfter: 300);
                break;
            case "crash":
                var crashing = builder
                    .AddProject("crashing", Project)
                    .WithHttpEndpoint(port: Port(0))
                    .WithHttpHealthCheck("/health")
                    .WithArgs("end", "crashing", "3");
                End("player", 0).WaitFor(crashing);
                break;
            case "servers":
                builder
                    .AddPostgres("postgres")
                    .WithArgs("-c", "max_connections=20")
                    .AddDatabase("sampledb");
                break;
        }
        builder.Build().Run();

        IResourceBuilder<ProjectResource> End(string name, int code) =>
            builder.AddProject(name, Project).WithArgs("end", name, $"{code}");

        IResourceBuilder<ProjectResource> Serve(
            string name,
            int healthyAfter = 0,
            int diesAfter = 0
        ) =>
            builder
                .AddProject(name, Project)
                .WithHttpEndpoint(port: Port(name == "second" ? 1 : 0))
                .WithHttpHealthCheck("/health")
                .WithArgs("serve", name, $"{healthyAfter}", $"{diesAfter}");
    }

    private const string Project =
        "../tests/LocalRunner.Tests/Sample/HoanKiem.LocalRunner.Sample.csproj";

    // Tests that run at the same time ask for ports of their own.
    private static int Port(int offset) =>
        int.Parse(Environment.GetEnvironmentVariable("SAMPLE_PORT")!, null) + offset;
}
