using System.ComponentModel.DataAnnotations;
using HoanKiem.Access;
using HoanKiem.SampleService.Persistence;
using HoanKiem.ServiceDefaults;
using HoanKiem.ServiceDefaults.Http;
using HoanKiem.ServiceDefaults.Idempotency;
using HoanKiem.ServiceDefaults.Text;
using Microsoft.AspNetCore.Http.HttpResults;

namespace HoanKiem.SampleService.Things;

/// <summary>POST /v1/things — opens a thing.</summary>
internal static class OpenThing
{
    private static readonly ProblemType Refused = new(
        "thing-refused",
        422,
        "Không nhận",
        "Refused"
    );

    /// <summary>What to open.</summary>
    /// <param name="Title">What it is called.</param>
    /// <param name="Agency">Slug of the agency.</param>
    /// <param name="OwnerNumber">Identification number.</param>
    /// <param name="Phone">Telephone.</param>
    /// <param name="Since">Since when.</param>
    /// <param name="Parts">What it consists of.</param>
    /// <param name="Count">How many.</param>
    public sealed record Request(
        [property: Required, StringLength(40, MinimumLength = 2)] string Title,
        [property: Required] string Agency,
        [property: IdentityNumber] string? OwnerNumber = null,
        [property: VietnamesePhone] string? Phone = null,
        DateTimeOffset? Since = null,
        IReadOnlyList<Part>? Parts = null,
        [property: Range(1, 9)] int Count = 1
    );

    /// <summary>A part.</summary>
    /// <param name="Name">Its name.</param>
    public sealed record Part([property: Required, StringLength(10)] string Name);

    /// <summary>The thing.</summary>
    /// <param name="Id">Identity.</param>
    /// <param name="OpenedAt">When.</param>
    /// <param name="Since">Since when.</param>
    /// <param name="State">How it is.</param>
    public sealed record Opened(
        Guid Id,
        DateTimeOffset OpenedAt,
        DateTimeOffset? Since,
        ThingState State
    );

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapPost("/", Handle).WithName(nameof(OpenThing)).RequireIdempotencyKey();

    private static async Task<Results<Created<Opened>, ProblemHttpResult>> Handle(
        Request request,
        Caller caller,
        SampleDb db,
        BusinessClock clock,
        HttpContext http,
        CancellationToken ct
    )
    {
        var thing = Thing.Open(
            request.Title,
            caller.Subject,
            request.Agency,
            Guid.NewGuid(),
            clock.GetUtcNow()
        );
        db.Add(thing);
        await db.SaveChangesAsync(ct);
        if (request.Title == "refuse me") // after the row is written: nothing of it may remain
            return Refused.Because("Không nhận.", "Refused.").At("title").ToProblem();
        if (request.Title == "fail")
            throw new InvalidOperationException("secret");
        if (request.Title == "slow")
            await http.RequestServices.GetRequiredService<Gate>().Open.WaitAsync(ct);
        http.SetETag(thing.Version);
        return TypedResults.Created(
            $"/v1/things/{thing.Id}",
            new Opened(thing.Id, thing.OpenedAt, request.Since, thing.State)
        );
    }
}

/// <summary>Lets a test hold a request.</summary>
public sealed class Gate
{
    private readonly TaskCompletionSource _open = new(
        TaskCreationOptions.RunContinuationsAsynchronously
    );

    /// <summary>Completes when the test lets go.</summary>
    public Task Open => _open.Task;

    /// <summary>Lets go.</summary>
    public void LetGo() => _open.TrySetResult();
}
