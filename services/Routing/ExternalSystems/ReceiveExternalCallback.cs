using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using HoanKiem.Audit;
using HoanKiem.Routing.Cases;
using HoanKiem.Routing.Persistence;
using HoanKiem.ServiceDefaults;
using HoanKiem.ServiceDefaults.Database;
using HoanKiem.ServiceDefaults.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace HoanKiem.Routing.ExternalSystems;

/// <summary>
/// POST /v1/external-systems/{system}/callbacks — another system reports on a request of ours. Signed by Standard Webhooks; the same
/// report twice, late or out of order changes nothing and is answered in the same way.
/// </summary>
internal static class ReceiveExternalCallback
{
    private const int LargestBody = WebhookSignature.MaxBody;

    /// <summary>The report.</summary>
    /// <param name="Reference">Our reference.</param>
    /// <param name="ExternalId">Its own id.</param>
    /// <param name="State"><c>accepted</c>, <c>in-progress</c>, <c>completed</c> or <c>refused</c>; anything else is shown to a person.</param>
    /// <param name="OccurredAt">When it happened there.</param>
    /// <param name="ResultNumber">Number of what was issued.</param>
    /// <param name="ReasonCode">Reason of a refusal.</param>
    public sealed record Request(
        Guid Reference,
        [property: Required, StringLength(64, MinimumLength = 1)] string ExternalId,
        [property: Required, StringLength(32, MinimumLength = 1)] string State,
        DateTimeOffset OccurredAt,
        [property: StringLength(64, MinimumLength = 1)] string? ResultNumber = null,
        [property: StringLength(64, MinimumLength = 1)] string? ReasonCode = null
    );

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/{system}/callbacks", Handle)
            .WithName(nameof(ReceiveExternalCallback))
            .Accepts<Request>("application/json");

    private static async Task<Results<NoContent, ProblemHttpResult>> Handle(
        string system,
        HttpRequest http,
        IOptions<ExternalSystemOptions> options,
        TimeProvider clock,
        CancellationToken ct
    )
    {
        if (options.Value.Find(system) is not { } connection)
            return Problems.Missing().ToProblem();
        // The signature covers the bytes as they came, so they are read before anything looks at them.
        if (await Read(http, ct) is not { } body)
            return Problems.BodyTooLarge.Because("Tối đa 20 KB.", "20 kB at most.").ToProblem();
        if (
            WebhookSignature.Verify(connection.Secret, http.Headers, body, clock.GetUtcNow()) is
            { } untrusted
        )
            return untrusted.ToProblem();
        if (Parse(body, out var request) is { } unreadable)
            return unreadable.ToProblem();

        // A good signature is that system's sign-in, and what it says comes in like an event: nothing above has asked the database.
        var services = http.HttpContext.RequestServices.UseWorkerLogin();
        services.GetRequiredService<AuditTrail>().IsBy(system);
        var (db, cases, desk) = (
            services.GetRequiredService<RoutingDb>(),
            services.GetRequiredService<CaseDesk>(),
            services.GetRequiredService<ExternalDesk>()
        );
        var reference = request!.Reference;
        var known = await db
            .ExternalRequests.AsNoTracking()
            .SingleOrDefaultAsync(r => r.Id == reference && r.System == system, ct);
        if (known is null)
            return Problems.Missing().ToProblem();
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await cases.Take(known.CaseId, ct);
        var about = await db.ExternalRequests.SingleAsync(r => r.Id == reference, ct);
        var report = new ExternalReport(
            request.ExternalId,
            request.State,
            request.OccurredAt.ToUniversalTime(),
            request.ResultNumber,
            request.ReasonCode
        );
        await desk.Hear(about, http.Headers[WebhookSignature.IdHeader].ToString(), report, ct);
        await db.SaveChangesAsync(ct);
        await transaction.CommitAsync(ct);
        return TypedResults.NoContent();
    }

    private static async Task<byte[]?> Read(HttpRequest http, CancellationToken ct)
    {
        using var body = new MemoryStream();
        var buffer = new byte[4096];
        for (int read; (read = await http.Body.ReadAsync(buffer, ct)) > 0; )
        {
            if (body.Length + read > LargestBody)
                return null;
            body.Write(buffer, 0, read);
        }
        return body.ToArray();
    }

    // Signed, but still from outside: what the shape rules would have refused is refused here. Members that we do not know are
    // theirs to add.
    private static Refusal? Parse(byte[] body, out Request? request)
    {
        request = null;
        try
        {
            var lenient = new JsonSerializerOptions(JsonDefaults.Options)
            {
                UnmappedMemberHandling = System
                    .Text
                    .Json
                    .Serialization
                    .JsonUnmappedMemberHandling
                    .Skip,
            };
            request = JsonSerializer.Deserialize<Request>(body, lenient);
        }
        catch (JsonException)
        {
            return Problems.MalformedJson.Because(
                "Nội dung không đọc được.",
                "The body cannot be read."
            );
        }
        var faults = new List<ValidationResult>();
        return
            request is null
            || !Validator.TryValidateObject(
                request,
                new ValidationContext(request),
                faults,
                validateAllProperties: true
            )
            ? Problems.BadRequest.Because("Nội dung không hợp lệ.", "The report is not valid.")
            : null;
    }
}
