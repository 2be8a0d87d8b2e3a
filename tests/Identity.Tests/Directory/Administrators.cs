using HoanKiem.Contracts;
using HoanKiem.Testing;

namespace HoanKiem.Identity.Tests.Directory;

/// <summary>Two administrators who change the directory, and what comes of it.</summary>
internal static class Administrators
{
    /// <summary>Who proposes.</summary>
    public static HttpClient One(this IdentityApp app) =>
        app.Officer("admin-1", "ttpvhcc", OfficerRole.Administrator);

    /// <summary>Who decides.</summary>
    public static HttpClient Other(this IdentityApp app) =>
        app.Officer("admin-2", "ttpvhcc", OfficerRole.Administrator);

    /// <summary>One of them proposes something.</summary>
    public static async Task<(Guid Id, Guid Source)> Proposed(
        this IdentityApp app,
        string what,
        object request
    )
    {
        var body = await (await app.One().PostJson($"/v1/directory/{what}", request)).Body();
        return (body.GetProperty("id").GetGuid(), body.GetProperty("source").GetGuid());
    }

    /// <summary>The other one says yes.</summary>
    public static async Task Approved(this IdentityApp app, Guid proposal) =>
        await (await Decide(app.Other(), proposal, "approval")).Body();

    /// <summary>Both, one after the other; the identity of what is in force then.</summary>
    public static async Task<Guid> InForce(this IdentityApp app, string what, object request)
    {
        var proposed = await app.Proposed(what, request);
        await app.Approved(proposed.Id);
        return proposed.Source;
    }

    /// <summary>Somebody decides.</summary>
    public static Task<HttpResponseMessage> Decide(
        HttpClient who,
        Guid proposal,
        string how,
        int version = 1
    ) =>
        who.SendJson(
            HttpMethod.Post,
            $"/v1/directory/proposals/{proposal}/{how}",
            new { },
            version
        );

    /// <summary>Where an officer works today.</summary>
    public static async Task<string[]> Mine(this IdentityApp app, string subject) =>
        [
            .. (await (await app.Officer(subject).Get("/v1/appointments/mine")).Body())
                .GetProperty("items")
                .EnumerateArray()
                .Select(item => item.GetProperty("agency").GetString()!),
        ];
}
