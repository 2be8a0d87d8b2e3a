using HoanKiem.Access;
using HoanKiem.Audit;
using HoanKiem.Contracts;
using HoanKiem.Contracts.Routing.V1;
using HoanKiem.Messaging;
using HoanKiem.Routing;
using HoanKiem.Routing.Cases;
using HoanKiem.Routing.Catalogue;
using HoanKiem.Routing.ExternalSystems;
using HoanKiem.Routing.Persistence;
using HoanKiem.Routing.Steps;
using HoanKiem.ServiceDefaults;
using HoanKiem.ServiceDefaults.Database;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults(ResourceNames.Routing);
builder.AddServiceDatabase<RoutingDb>(ResourceNames.Routing);
builder.AddMessaging<RoutingDb>(ResourceNames.Routing, RoutingMessaging.List);
builder.AddAccess();
builder.AddAudit<RoutingDb, AuditSealed>();
Rulebook.Keep(builder.Services);
builder.Services.AddScoped<CaseDesk>().AddScoped<TaskDesk>();
builder.AddExternalSystems();
var app = builder.Build();
if (await app.RunMigrateCommandAsync<RoutingDb>(args))
    return 0;
if (await app.RunVerifyCommandAsync(args) is { } verdict)
    return verdict;
app.UseServiceDefaults();
app.MapDefaultEndpoints();
app.MapMessagingOperations().AuditedChanges(Purpose.Administration, "ids and counts");
app.MapAudit();
app.MapRouting();
app.Run();
return 0;
