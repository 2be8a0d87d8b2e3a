using HoanKiem.Access;
using HoanKiem.Contracts;
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
builder.AddCarriers();
builder.AddReachable<PostalDb>();

var app = builder.Build();
if (await app.RunMigrateCommandAsync<PostalDb>(args))
    return;

app.UseServiceDefaults();
app.MapDefaultEndpoints();
app.MapMessagingOperations();
Endpoints.Map(app);
await app.RunAsync();
