using HoanKiem.Access;
using HoanKiem.Audit;
using HoanKiem.Contracts;
using HoanKiem.Messaging;
using HoanKiem.Reporting;
using HoanKiem.Reporting.OnTime;
using HoanKiem.Reporting.Persistence;
using HoanKiem.ServiceDefaults;
using HoanKiem.ServiceDefaults.Database;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults(ResourceNames.Reporting);
builder.AddServiceDatabase<ReportingDb>(ResourceNames.Reporting);
builder.AddAccess();
builder.AddAuditDeclarations();
builder.AddReachable<ReportingDb>();
builder.Services.AddSingleton(GetOnTimeTable.Function);
builder.AddMessaging<ReportingDb>(ResourceNames.Reporting, Messaging.Configure);
builder.Services.AddSingleton(Folding.Views);
if (!ServiceDefaultsSetup.WritesDocuments)
    builder.Services.AddHostedService<Folding>();

var app = builder.Build();
if (await app.RunMigrateCommandAsync<ReportingDb>(args))
    return;

app.UseServiceDefaults();
app.MapDefaultEndpoints();
app.MapMessagingOperations().NotAudited("ids and counts");
Endpoints.Map(app);
await app.RunAsync();
