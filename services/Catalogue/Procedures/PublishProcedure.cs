using System.ComponentModel.DataAnnotations;
using HoanKiem.Catalogue.Persistence;
using HoanKiem.Contracts;
using HoanKiem.Messaging;
using HoanKiem.ServiceDefaults;
using HoanKiem.ServiceDefaults.Http;
using HoanKiem.ServiceDefaults.Idempotency;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace HoanKiem.Catalogue.Procedures;

/// <summary>
/// POST /v1/procedures — an administrator publishes a procedure or its next version (công bố). The version before it
/// ends the day before; dossiers received under that keep it.
/// </summary>
internal static class PublishProcedure
{
    /// <param name="Code">National code.</param>
    /// <param name="ValidFrom">First day in force.</param>
    /// <param name="ValidTo">Last day in force, when it is known.</param>
    /// <param name="Name">Official name.</param>
    /// <param name="Field">Field of administration (lĩnh vực).</param>
    /// <param name="Level">Who handles it.</param>
    /// <param name="Limit">Legal limit; leave out what is not known.</param>
    /// <param name="SupplementRule">What a supplement does to the clock.</param>
    /// <param name="SupplementBasis">Legal basis of that rule.</param>
    /// <param name="SupplementDays">Working days the citizen has.</param>
    /// <param name="OnlineChannel">Whether it may be filed online.</param>
    /// <param name="OnlineGrade">Grade of the online service.</param>
    /// <param name="Papers">Thành phần hồ sơ.</param>
    /// <param name="Fees">Phí, lệ phí.</param>
    /// <param name="Route">Quy trình.</param>
    public sealed record Request(
        [property: Required, RegularExpression(@"[1-6]\.\d{6}")] string Code,
        DateOnly ValidFrom,
        DateOnly? ValidTo,
        [property: Required, StringLength(1000, MinimumLength = 3)] string Name,
        [property: Required, StringLength(200, MinimumLength = 2)] string Field,
        [property: Required, RegularExpression(@"district|ward|district\|ward")] string Level,
        Contracts.Catalogue.V1.TimeLimit? Limit,
        SupplementRule SupplementRule,
        [property: Required, StringLength(500, MinimumLength = 3)] string SupplementBasis,
        [property: Range(1, 365)] int? SupplementDays,
        bool? OnlineChannel,
        OnlineGrade? OnlineGrade,
        [property: Required, MaxLength(100)] IReadOnlyList<ContentPaper> Papers,
        [property: Required, MaxLength(50)] IReadOnlyList<ContentFee> Fees,
        [property: Required, MinLength(1), MaxLength(50)] IReadOnlyList<ContentStep> Route
    ) : IValidatableObject
    {
        public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
        {
            if (ValidTo < ValidFrom)
                yield return new ValidationResult(
                    "order|Ngày cuối phải sau ngày đầu.|The last day is before the first.",
                    [nameof(ValidTo)]
                );
            if (
                Limit is { } limit
                && (
                    limit.Value > 3660
                    || limit.Value < (limit.Unit == Contracts.LimitUnit.SameDay ? 0 : 1)
                )
            )
                yield return new ValidationResult(
                    "range|Thời hạn không thể có.|There can be no such limit.",
                    [nameof(Limit)]
                );
        }
    }

    /// <param name="Code">National code.</param>
    /// <param name="VersionId">The new version.</param>
    /// <param name="Version">Version of the procedure, for <c>If-Match</c>.</param>
    public sealed record Receipt(string Code, string VersionId, int Version);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/procedures", Handle)
            .WithName(nameof(PublishProcedure))
            .WithSummary("Publish a procedure or its next version")
            .RequireIdempotencyKey()
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity);

    private static async Task<Results<Created<Receipt>, ProblemHttpResult>> Handle(
        Request request,
        CatalogueDb db,
        IOutbox outbox,
        BusinessClock clock,
        HttpContext http,
        CancellationToken ct
    )
    {
        var procedure = await db.Procedures.SingleOrDefaultAsync(p => p.Code == request.Code, ct);
        if (procedure is null)
            db.Add(procedure = Procedure.Of(request.Code));
        if (
            procedure.Publish(
                request.ValidFrom,
                request.ValidTo,
                ContentOf(request),
                clock.GetUtcNow(),
                outbox
            ) is
            { } refusal
        )
            return refusal.ToProblem();
        await db.SaveChangesAsync(ct);

        http.SetETag(procedure.Version);
        return TypedResults.Created(
            $"/v1/procedures/{request.Code}?on={request.ValidFrom:yyyy-MM-dd}",
            new Receipt(request.Code, procedure.On(request.ValidFrom)!.VersionId, procedure.Version)
        );
    }

    private static ProcedureContent ContentOf(Request request) =>
        new(
            request.Name,
            request.Field,
            request.Level,
            Regimes.On(request.ValidFrom),
            request.Limit,
            request.SupplementRule,
            request.SupplementBasis,
            SupplementVerified: true,
            request.SupplementDays,
            request.OnlineChannel,
            request.OnlineGrade,
            request.Papers,
            Channels: [],
            request.Fees,
            request.Route,
            ReplacedBy: null,
            Confidence: "high",
            Source: null
        );
}
