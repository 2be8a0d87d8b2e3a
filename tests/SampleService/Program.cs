using HoanKiem.Access;
using HoanKiem.SampleService;
using HoanKiem.SampleService.Persistence;
using HoanKiem.ServiceDefaults;
using HoanKiem.ServiceDefaults.Database;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults(SampleNames.Service);
builder.AddServiceDatabase<SampleDb>(SampleNames.Service);
builder.AddAccess();
builder.Services.AddSingleton<HoanKiem.SampleService.Things.Gate>();
builder.AddReachable<SampleDb>();
var app = builder.Build();
if (await app.RunMigrateCommandAsync<SampleDb>(args))
    return;
app.UseServiceDefaults();
app.MapDefaultEndpoints();
app.MapSample();
app.Run();
