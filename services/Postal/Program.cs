using HoanKiem.Access;
using HoanKiem.Audit;
using HoanKiem.Contracts;
using HoanKiem.Contracts.Postal.V1;
using HoanKiem.Messaging;
using HoanKiem.Postal;
using HoanKiem.Postal.Carriers;
using HoanKiem.Postal.Persistence;
using HoanKiem.ServiceDefaults;
using HoanKiem.ServiceDefaults.Database;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults(ResourceNames.Postal);
builder.AddServiceDatabase<PostalDb>(ResourceNames.Postal);
builder.AddMessaging<PostalDb>(ResourceNames.Postal, Messaging.List);
builder.AddAccess();
builder.AddAudit<PostalDb, AuditSealed>();
builder.AddCarriers();

var app = builder.Build();
if (await app.RunMigrateCommandAsync<PostalDb>(args))
    return 0;
if (await app.RunVerifyCommandAsync(args) is { } verdict)
    return verdict;

app.UseServiceDefaults();
app.MapDefaultEndpoints();
app.MapMessagingOperations().AuditedChanges(Purpose.Administration, "ids and counts");
app.MapAudit();
Endpoints.Map(app);
await app.RunAsync();
return 0;
