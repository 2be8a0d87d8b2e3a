using HoanKiem.Access;
using HoanKiem.SampleService.Things;
using HoanKiem.ServiceDefaults.Tokens;

namespace HoanKiem.SampleService;

/// <summary>Names of the sample.</summary>
public static class SampleNames
{
    /// <summary>The service.</summary>
    public const string Service = "sample";
}

internal static class Endpoints
{
    public static void MapSample(this WebApplication app)
    {
        var things = app.MapGroup("/v1/things").WithTags("Things").RequireAuthorization();
        OpenThing.Map(things);
        RenameThing.Map(things);
        GetThing.Map(things);
        ListThings.Map(things);
        UploadThing.Map(things);
        ForgetReach.Map(things);
        BreakPromise.Map(things);

        app.MapGroup("/v1/only-operators")
            .RequireAuthorization(Policies.Operator)
            .MapGet("/", () => "ok")
            .WithName("OnlyOperators");
        app.MapGroup("/v1/only-officers")
            .RequireAuthorization(Policies.Officer)
            .MapGet("/", () => "ok")
            .WithName("OnlyOfficers");
        app.MapGroup("/v1/level-2")
            .RequireAuthorization()
            .RequireAssurance(Assurance.High)
            .MapGet("/", () => "ok")
            .WithName("Level2");
        app.MapGet("/v1/fault", string () => throw new InvalidOperationException("secret"))
            .WithName("Fault");
    }
}
