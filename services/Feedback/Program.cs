using HoanKiem.Access;
using HoanKiem.Audit;
using HoanKiem.Contracts;
using HoanKiem.Contracts.Feedback.V1;
using HoanKiem.Feedback;
using HoanKiem.Feedback.Persistence;
using HoanKiem.Feedback.Surveys;
using HoanKiem.Messaging;
using HoanKiem.ServiceDefaults;
using HoanKiem.ServiceDefaults.Database;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults(ResourceNames.Feedback);
builder.AddServiceDatabase<FeedbackDb>(ResourceNames.Feedback);
builder.AddAccess();
builder.AddAudit<FeedbackDb, AuditSealed>();
builder.Services.AddSingleton(GetSatisfaction.Function);
builder.AddMessaging<FeedbackDb>(ResourceNames.Feedback, Messaging.Configure);

var app = builder.Build();
if (await app.RunMigrateCommandAsync<FeedbackDb>(args))
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
