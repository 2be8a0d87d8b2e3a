using HoanKiem.Audit;
using HoanKiem.Postal.Carriers;
using HoanKiem.Postal.OpenItems;
using HoanKiem.Postal.Persistence;
using HoanKiem.ServiceDefaults;
using HoanKiem.ServiceDefaults.Database;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace HoanKiem.Postal.Shipments;

/// <summary>
/// POST /v1/carriers/{carrier}/callbacks — a carrier says what became of an item, signed after Standard Webhooks.
/// The same <c>webhook-id</c> again is answered with 200 and changes nothing. An unknown item or code is refused and kept for a person.
/// </summary>
internal static class RecordCarrierEvent
{
    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/{carrier}/callbacks", Handle)
            .WithName(nameof(RecordCarrierEvent))
            .Accepts<object>("application/json")
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);

    private static async Task<Results<Ok, ProblemHttpResult>> Handle(
        string carrier,
        HttpContext http,
        IEnumerable<ICarrier> carriers,
        IOptions<PostalOptions> options,
        TimeProvider system,
        BusinessClock clock,
        CancellationToken ct
    )
    {
        var adapter = carriers.FirstOrDefault(known => known.Code == carrier);
        if (adapter is null || !options.Value.Carriers.TryGetValue(carrier, out var account))
            return Refusals.NoCarrier(carrier).ToProblem();

        if (await Body(http.Request, ct) is not { } body)
            return Problems.BodyTooLarge.Because("Nhiều nhất 20 kB.", "At most 20 kB.").ToProblem();
        if (
            WebhookSignature.Verify(
                [.. account.WebhookSecrets],
                http.Request.Headers,
                body,
                system.GetUtcNow()
            ) is
            { } untrusted
        )
            return untrusted.ToProblem();
        var (report, unreadable) = adapter.Read(body);
        if (report is null)
            return unreadable!.ToProblem();

        // A good signature is the carrier's sign-in, and what it says comes in like an event: nothing above has asked the database.
        var services = http.RequestServices.UseWorkerLogin();
        services.GetRequiredService<AuditTrail>().IsBy(carrier);
        var (db, news) = (
            services.GetRequiredService<PostalDb>(),
            services.GetRequiredService<CarrierNews>()
        );
        var id = http.Request.Headers[WebhookSignature.IdHeader].ToString();
        var refusal = await Once(
            db,
            carrier,
            id,
            system,
            () => news.Take(carrier, report, "callback", ct),
            ct
        );
        if (refusal is null)
            return TypedResults.Ok();

        await Keep(db, carrier, report, refusal, system, clock, ct);
        return refusal.ToProblem();
    }

    // The row of the message's id makes a second attempt wait for the first one's commit, and then end here.
    private static async Task<Refusal?> Once(
        PostalDb db,
        string carrier,
        string webhookId,
        TimeProvider system,
        Func<Task<Refusal?>> take,
        CancellationToken ct
    )
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var fresh = await db.Database.ExecuteSqlAsync(
            $"""
            insert into webhook_receipt (carrier, webhook_id, received_at) values ({carrier}, {webhookId}, {system.GetUtcNow()})
            on conflict do nothing
            """,
            ct
        );
        if (fresh == 0)
            return null;

        var refusal = await take();
        if (refusal is null)
            await transaction.CommitAsync(ct);
        else
            await transaction.RollbackAsync(ct);
        return refusal;
    }

    private static async Task Keep(
        PostalDb db,
        string carrier,
        CarrierReport report,
        Refusal refusal,
        TimeProvider system,
        BusinessClock clock,
        CancellationToken ct
    )
    {
        db.ChangeTracker.Clear();
        var unknown = refusal.Type == Refusals.WaybillUnknown ? "unknown-waybill" : "unknown-code";
        var item = OpenItem.Of(
            Guid.CreateVersion7(system.GetUtcNow()),
            unknown,
            $"{carrier}:{report.Waybill}:{report.Code}",
            carrier,
            clock.GetUtcNow(),
            waybill: report.Waybill,
            code: report.Code
        );
        await OpenItem.Open(db, item, null, ct);
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateException)
        {
            // The same matter was opened by another attempt at this moment.
        }
    }

    private static async Task<byte[]?> Body(HttpRequest request, CancellationToken ct)
    {
        if (request.ContentLength > WebhookSignature.MaxBody)
            return null;

        using var body = new MemoryStream();
        var buffer = new byte[4096];
        for (var read = 1; read > 0; )
        {
            read = await request.Body.ReadAsync(buffer, ct);
            body.Write(buffer, 0, read);
            if (body.Length > WebhookSignature.MaxBody)
                return null;
        }

        return body.ToArray();
    }
}
