using HoanKiem.Access;
using HoanKiem.Audit;
using HoanKiem.Contracts;
using HoanKiem.Contracts.Identity.V1;
using HoanKiem.Identity;
using HoanKiem.Identity.Accounts;
using HoanKiem.Identity.Directory;
using HoanKiem.Identity.Persistence;
using HoanKiem.Identity.Protocol;
using HoanKiem.Identity.SignIn;
using HoanKiem.Messaging;
using HoanKiem.ServiceDefaults;
using HoanKiem.ServiceDefaults.Database;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults(ResourceNames.Identity);
builder.AddServiceDatabase<IdentityDb>(ResourceNames.Identity);
builder.AddAccess();
builder.AddAudit<IdentityDb, AuditSealed>();
builder.AddMessaging<IdentityDb>(ResourceNames.Identity, Messaging.Configure);
SignInSetup.Add(builder);
Issuer.Add(builder);
DirectorySetup.Add(builder);
var app = builder.Build();
if (await app.RunMigrateCommandAsync<IdentityDb>(args))
    return 0;
if (await app.RunVerifyCommandAsync(args) is { } verdict)
    return verdict;
if (await AccountCommand.Run(app.Services, args, Console.In, Console.Out))
    return 0;

PublicAddress.Use(app);
app.UseServiceDefaults();
app.MapDefaultEndpoints();
app.MapMessagingOperations().AuditedChanges(Purpose.Administration, "ids and counts");
app.MapAudit();
Endpoints.Map(app);
await app.RunAsync();
return 0;
