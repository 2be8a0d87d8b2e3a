using System.ComponentModel.DataAnnotations;
using HoanKiem.Access;
using HoanKiem.Feedback.Persistence;
using HoanKiem.Messaging;
using HoanKiem.ServiceDefaults;
using HoanKiem.ServiceDefaults.Idempotency;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HoanKiem.Feedback.Reports;

/// <summary>POST /v1/reports — a signed-in citizen reports something to an agency (phản ánh, kiến nghị).</summary>
internal static class LodgeReport
{
    /// <param name="Agency">Slug of the agency concerned.</param>
    /// <param name="Kind">Content type.</param>
    /// <param name="Title">In a few words.</param>
    /// <param name="Content">In as many as needed.</param>
    public sealed record Request(
        [property: Required, StringLength(64)] string Agency,
        [property:
            Required,
            RegularExpression("scene|administrativeRule|attitude|waste|initiative")
        ]
            string Kind,
        [property: Required, StringLength(200, MinimumLength = 3)] string Title,
        [property: Required, StringLength(10000, MinimumLength = 3)] string Content
    );

    /// <param name="Id">Identity of the report.</param>
    /// <param name="ReceivedAt">Business time.</param>
    /// <param name="DueAt">By when it will be answered; unknown when null.</param>
    public sealed record Response(Guid Id, DateTimeOffset ReceivedAt, DateTimeOffset? DueAt);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/", Handle)
            .WithName(nameof(LodgeReport))
            .WithSummary("Report something to an agency")
            .RequireAuthorization(Policies.Citizen)
            .RequireIdempotencyKey();

    private static async Task<Created<Response>> Handle(
        Request request,
        Caller caller,
        FeedbackDb db,
        IOutbox outbox,
        BusinessClock clock,
        TimeProvider system,
        CancellationToken ct
    )
    {
        var now = clock.GetUtcNow();
        var report = Report.Lodge(
            Guid.CreateVersion7(system.GetUtcNow()),
            request.Agency,
            request.Kind,
            request.Title,
            request.Content,
            caller.Subject,
            now
        );
        db.Add(report);
        outbox.Publish(report.Announce(now));
        await db.SaveChangesAsync(ct);
        return TypedResults.Created(
            $"/v1/reports/{report.Id}",
            new Response(report.Id, now, report.DueAt)
        );
    }
}
