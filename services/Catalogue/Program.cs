using HoanKiem.Access;
using HoanKiem.Audit;
using HoanKiem.Catalogue;
using HoanKiem.Catalogue.Imports;
using HoanKiem.Catalogue.Persistence;
using HoanKiem.Catalogue.Procedures;
using HoanKiem.Contracts;
using HoanKiem.Contracts.Catalogue.V1;
using HoanKiem.Messaging;
using HoanKiem.ServiceDefaults;
using HoanKiem.ServiceDefaults.Database;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults(ResourceNames.Catalogue);
builder.AddServiceDatabase<CatalogueDb>(ResourceNames.Catalogue);
builder.AddMessaging<CatalogueDb>(ResourceNames.Catalogue, Messaging.Configure);
builder.AddAccess();
builder.AddAudit<CatalogueDb, AuditSealed>();
builder.Services.AddSingleton<ProcedureIndex>();
builder.Services.AddScoped<CatalogueImport>();
builder.Services.AddHostedService<LoadSeed>();

var app = builder.Build();
if (await app.RunMigrateCommandAsync<CatalogueDb>(args))
    return 0;
if (await ImportCommand.RunAsync(app, args) is { } exitCode)
    return exitCode;
if (await app.RunVerifyCommandAsync(args) is { } verdict)
    return verdict;

app.UseServiceDefaults();
app.MapDefaultEndpoints();
app.MapMessagingOperations().AuditedChanges(Purpose.Administration, "ids and counts");
app.MapAudit();
Endpoints.Map(app);
await app.RunAsync();
return 0;
