using HoanKiem.Access;
using HoanKiem.Audit;
using HoanKiem.Contracts;
using HoanKiem.Contracts.Dossiers.V1;
using HoanKiem.Dossiers;
using HoanKiem.Dossiers.Catalogue;
using HoanKiem.Dossiers.Dossiers;
using HoanKiem.Dossiers.NationalPortal;
using HoanKiem.Dossiers.Notices;
using HoanKiem.Dossiers.Persistence;
using HoanKiem.Messaging;
using HoanKiem.ServiceDefaults;
using HoanKiem.ServiceDefaults.Database;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults(ResourceNames.Dossiers);
builder.AddServiceDatabase<DossiersDb>(ResourceNames.Dossiers);
builder.AddMessaging<DossiersDb>(ResourceNames.Dossiers, DossiersMessaging.List);
builder.AddAccess();
builder.AddAudit<DossiersDb, AuditSealed>();
Rulebook.Keep(builder.Services);
builder.Services.AddScoped<Rules>().AddScoped<Desk>().AddScoped<Crossroads>();
builder.AddNationalPortal();
builder.AddNotices();
var app = builder.Build();
if (await app.RunMigrateCommandAsync<DossiersDb>(args))
    return 0;
if (await app.RunVerifyCommandAsync(args) is { } verdict)
    return verdict;

app.UseServiceDefaults();
app.MapDefaultEndpoints();
app.MapMessagingOperations().AuditedChanges(Purpose.Administration, "ids and counts");
app.MapAudit();
app.MapDossiers();
app.Run();
return 0;
