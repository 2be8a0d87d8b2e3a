using HoanKiem.Feedback.Persistence;
using HoanKiem.ServiceDefaults.Database;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace HoanKiem.Feedback.Surveys;

/// <summary>GET /v1/surveys/satisfaction — ballots and rates by agency. The number of ballots stands with every rate; a handful has none.</summary>
internal static class GetSatisfaction
{
    /// <summary>Fewer ballots than this would tell who answered.</summary>
    private const int Few = 5;

    /// <summary>Everybody may know how many answered what; nobody reads the ballots. So the database counts.</summary>
    public static readonly MigrationStep Function = MigrationStep.Sql(
        "counts of ballots",
        """
        create or replace function satisfaction() returns table (agency text, ballots int, satisfied int)
            language sql stable security definer set search_path = public as
        $$ select s.agency, count(*)::int, count(*) filter (where s.overall > 0)::int
           from survey s where s.answered_at is not null group by s.agency $$;
        revoke all on function satisfaction() from public;
        grant execute on function satisfaction() to {app};
        """
    );

    private sealed record Counted(string Agency, int Ballots, int Satisfied);

    /// <param name="Items">Agencies with ballots.</param>
    public sealed record Response(IReadOnlyList<Item> Items);

    /// <param name="Agency">Slug of the agency.</param>
    /// <param name="Ballots">Answers.</param>
    /// <param name="SatisfiedPercent">Satisfied or very satisfied, one decimal; null when there are too few ballots.</param>
    public sealed record Item(string Agency, int Ballots, decimal? SatisfiedPercent);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/satisfaction", Handle)
            .WithName(nameof(GetSatisfaction))
            .WithSummary("Satisfaction by agency")
            .AllowAnonymous();

    private static async Task<Ok<Response>> Handle(FeedbackDb db, CancellationToken ct)
    {
        var counts = await db
            .Database.SqlQuery<Counted>($"select agency, ballots, satisfied from satisfaction()")
            .OrderBy(row => row.Agency)
            .ToListAsync(ct);
        return TypedResults.Ok(
            new Response([
                .. counts.Select(row => new Item(
                    row.Agency,
                    row.Ballots,
                    row.Ballots < Few
                        ? null
                        : Math.Round(
                            100m * row.Satisfied / row.Ballots,
                            1,
                            MidpointRounding.AwayFromZero
                        )
                )),
            ])
        );
    }
}
