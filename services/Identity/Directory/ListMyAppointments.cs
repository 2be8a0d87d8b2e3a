using System.Security.Claims;
using HoanKiem.Access;
using HoanKiem.Contracts;
using HoanKiem.Identity.Persistence;
using HoanKiem.ServiceDefaults;
using HoanKiem.ServiceDefaults.Tokens;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace HoanKiem.Identity.Directory;

/// <summary>GET /v1/appointments/mine — where the signed-in officer works today, and as what: the workbench chooses its desk from it.</summary>
internal static class ListMyAppointments
{
    private static readonly TimeSpan LegalOffset = TimeSpan.FromHours(7);

    /// <param name="Items">Appointments in force today, by agency.</param>
    public sealed record Response(IReadOnlyList<Item> Items);

    /// <param name="Agency">Slug of the agency.</param>
    /// <param name="Role">Role there.</param>
    /// <param name="From">First day.</param>
    /// <param name="To">Last day; open when null.</param>
    public sealed record Item(string Agency, OfficerRole Role, DateOnly From, DateOnly? To);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/mine", Handle)
            .WithName(nameof(ListMyAppointments))
            .WithSummary("Where the signed-in officer works today");

    private static async Task<Ok<Response>> Handle(
        ClaimsPrincipal user,
        IdentityDb db,
        BusinessClock clock,
        CancellationToken ct
    )
    {
        var subject = user.FindFirstValue(TokenClaims.Subject);
        var today = DateOnly.FromDateTime(clock.GetUtcNow().ToOffset(LegalOffset).DateTime);
        var items = await db
            .Appointments.AsNoTracking()
            .Where(a => a.Subject == subject && a.From <= today && (a.To == null || a.To >= today))
            // Nobody works in an agency that is no more. One of which nothing was told yet is believed.
            .Where(a =>
                !db.Set<AgencyLine>().Any(line => line.Agency == a.Agency)
                || db.Set<AgencyLine>()
                    .Any(line =>
                        line.Agency == a.Agency
                        && line.Kind == LineKind.Itself
                        && line.ValidFrom <= today
                        && today <= line.ValidTo
                    )
            )
            .OrderBy(a => a.Agency)
            .Select(a => new Item(a.Agency, a.Role, a.From, a.To))
            .ToListAsync(ct);
        return TypedResults.Ok(new Response(items));
    }
}
