// The map of the system: which databases, broker and processes there are, and who needs whom.
// Plain .NET Aspire 13.5; where its packages or a container engine are missing, LocalRunner runs this same file.
using HoanKiem.Contracts;

var builder = DistributedApplication.CreateBuilder(args);

var postgres = builder
    .AddPostgres(ResourceNames.Postgres)
    .WithDataVolume("hoankiem-postgres")
    .WithArgs("-c", "max_connections=300", "-c", "shared_buffers=128MB");
var messaging = builder.AddRabbitMQ(ResourceNames.Messaging).WithDataVolume("hoankiem-messaging");

builder.Build().Run();
