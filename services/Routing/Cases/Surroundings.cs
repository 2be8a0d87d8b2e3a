using HoanKiem.Routing.Agencies;
using HoanKiem.WorkingTime;
using SupplementRule = HoanKiem.Contracts.SupplementRule;
using TimeLimit = HoanKiem.Contracts.Catalogue.V1.TimeLimit;

namespace HoanKiem.Routing.Cases;

/// <summary>What a case must know of the world to move on.</summary>
/// <param name="Now">Business time at which it happens, UTC.</param>
/// <param name="Agencies">Who is there.</param>
/// <param name="Calendar">The calendar that the dossier was accepted under; null while it is not known here.</param>
/// <param name="NewId">Makes ids, from the system clock.</param>
internal sealed record Surroundings(
    DateTimeOffset Now,
    AgencyBook Agencies,
    WorkingCalendar? Calendar,
    Func<Guid> NewId
)
{
    /// <summary>Legal date of <see cref="Now"/>.</summary>
    public DateOnly Today => LegalZone.DateOf(Now);

    /// <summary>The same world, seen from another moment.</summary>
    public Surroundings At(DateTimeOffset moment) => this with { Now = moment };

    /// <summary>When a limit that began at <paramref name="from"/> ends, after the waits it had; null while the calendar is unknown.</summary>
    public DateTimeOffset? DueAt(
        TimeLimit limit,
        DateTimeOffset from,
        IReadOnlyList<StepWait> waits
    ) =>
        Calendar is null
            ? null
            : new LegalClock(
                Calendar,
                Limit(limit),
                from,
                waits.Any(w => w.Rule == Contracts.SupplementRule.Restart)
                    ? WorkingTime.SupplementRule.Restart
                    : WorkingTime.SupplementRule.Resume,
                [
                    .. waits.Select(w => new Wait(
                        w.From,
                        w.To,
                        w.IsForMoney ? WaitKind.Money : WaitKind.Papers
                    )),
                ]
            )
                .Due(Now)
                .DueAt;

    private static WorkingTime.TimeLimit Limit(TimeLimit limit) =>
        new(
            Math.Clamp(limit.Value, 1, 3660),
            limit.Unit switch
            {
                Contracts.LimitUnit.WorkingHour => WorkingTime.LimitUnit.WorkingHour,
                Contracts.LimitUnit.WorkingDay => WorkingTime.LimitUnit.WorkingDay,
                Contracts.LimitUnit.CalendarDay => WorkingTime.LimitUnit.CalendarDay,
                _ => WorkingTime.LimitUnit.SameDay,
            },
            limit.CutOff
        );

    /// <summary>Early, on time or late, by legal date; no limit known means on time.</summary>
    public Contracts.Timeliness Judge(DateTimeOffset? dueAt) =>
        WorkingTime.Timeliness.Judge(Now, dueAt) switch
        {
            TimelinessClass.Early => Contracts.Timeliness.Early,
            TimelinessClass.Late => Contracts.Timeliness.Late,
            _ => Contracts.Timeliness.OnTime,
        };
}

/// <summary>A stretch in which a step waits and its clock stands, decided by Dossiers.</summary>
/// <param name="Reason"><c>supplement</c>, or <c>fee:</c> and the id of the request.</param>
/// <param name="From">Business time of the request, UTC.</param>
/// <param name="To">When it ended; null while it lasts.</param>
/// <param name="Rule">What a supplement does to the clock; none for money, which always resumes.</param>
internal sealed record StepWait(
    string Reason,
    DateTimeOffset From,
    DateTimeOffset? To,
    SupplementRule? Rule
)
{
    public const string Supplement = "supplement";

    public static string Fee(Guid feeId) => $"fee:{feeId:N}";

    public bool IsForMoney => Reason != Supplement;
}
