using HoanKiem.Access;
using HoanKiem.Contracts;
using HoanKiem.Identity;
using HoanKiem.Identity.Directory;
using HoanKiem.Identity.Persistence;
using HoanKiem.Identity.Tokens;
using HoanKiem.Messaging;
using HoanKiem.ServiceDefaults;
using HoanKiem.ServiceDefaults.Database;
using Microsoft.AspNetCore.Authentication.JwtBearer;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults(ResourceNames.Identity);
builder.AddServiceDatabase<IdentityDb>(ResourceNames.Identity);
builder.AddAccess();
builder.AddMessaging<IdentityDb>(ResourceNames.Identity, Messaging.Configure);
builder.Services.AddSingleton<SigningKeys>();
builder
    .Services.AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme)
    .Configure<SigningKeys>((options, keys) => options.ConfigurationManager = new OwnKeys(keys));
builder.Services.AddHostedService<LoadDirectory>();

var app = builder.Build();
if (await app.RunMigrateCommandAsync<IdentityDb>(args))
    return;

app.UseServiceDefaults();
app.MapDefaultEndpoints();
app.MapMessagingOperations();
Endpoints.Map(app);
await app.RunAsync();
