using HoanKiem.Contracts;
using HoanKiem.Contracts.Catalogue.V1;
using HoanKiem.Dossiers.Dossiers;
using HoanKiem.Dossiers.Lifecycle;
using HoanKiem.Dossiers.Notices;
using HoanKiem.Dossiers.OpenItems;
using HoanKiem.Dossiers.Waits;
using HoanKiem.ServiceDefaults;
using HoanKiem.Simulation.Tests.Protocol;
using HoanKiem.WorkingTime;
using WaitKind = HoanKiem.Dossiers.Lifecycle.WaitKind;

namespace HoanKiem.Simulation.Tests.Office;

internal sealed record NumberCounter(long Last);

internal sealed record CalendarRow(string Version);

/// <summary>
/// Acts of citizens and clerks on dossiers: the aggregate, its numbers and its deadlines are the service's own; only loading and saving
/// are said again.
/// </summary>
internal sealed class DossiersOffice
{
    private static readonly Guid TheCalendar = Guid.AllBitsSet;

    public DossiersOffice(Service service)
    {
        Service = service;
        service.Deadlines[DueWatch.Soon] = (session, key, due) =>
            OnDossier(session, key, dossier => Warn(dossier, due));
        service.Deadlines[DueWatch.Missed] = (session, key, due) =>
            OnDossier(
                session,
                key,
                dossier =>
                {
                    if (dossier.ClockRuns)
                        Open(session, OpenItem.Of(dossier, "overdue", new("", ""), due, By.Clock));
                }
            );
        service.Deadlines[DueWatch.Supplement] = (session, key, due) =>
            OnDossier(
                session,
                key,
                dossier =>
                {
                    if (dossier.OpenWaits.Contains(WaitKind.Paper))
                        Open(
                            session,
                            OpenItem.Of(dossier, "supplementOverdue", new("", ""), due, By.Clock)
                        );
                }
            );
    }

    public Service Service { get; }

    public Table<Guid, Dossier> Dossiers { get; } = new("dossier");

    public Table<Guid, Fee> Fees { get; } = new("fee");

    public Table<Guid, OpenItem> OpenItems { get; } = new("open_item");

    public Table<long, HistoryEntry> History { get; } = new("history");

    public Table<(string Agency, DateOnly Day), NumberCounter> Numbers { get; } =
        new("number_counter");

    public Table<Guid, CalendarRow> Calendars { get; } = new("calendar_version");

    public Guid Submit(
        Session session,
        string requestCode,
        ProcedurePublished procedure,
        Channel channel,
        Delivery delivery,
        string ward,
        bool onPaper
    )
    {
        var dossier = Dossier.Submit(
            new Submission(
                session.NewId(),
                procedure,
                Regime.R2,
                channel,
                null,
                ward,
                ward,
                ward,
                null,
                delivery,
                onPaper,
                "key",
                null,
                NoticeChannel.None,
                null,
                "sealed"
            ),
            requestCode,
            "",
            new By("citizen"),
            session.Now
        );
        session.Add(Dossiers, dossier.Id, dossier);
        Tell(session, dossier);
        return dossier.Id;
    }

    public async Task<(string? Number, Refusal? Refusal)> AcceptAsync(
        Session session,
        Guid id,
        bool withFee
    )
    {
        var dossier = (await session.FindAsync(Dossiers, id))!;
        if (dossier.MayAccept([], Town.Procedures[0]) is { } refusal)
            return (null, refusal);
        var calendar = await NewestAsync(session);
        var now = session.Now;
        // The counter's row stays locked until the commit, as in DossierNumber.Take.
        await session.StepAsync("takes a number");
        var key = (dossier.ReceivingAgency, LegalZone.DateOf(now));
        await session.LockAsync((Numbers, key));
        var taken = (Numbers.Find(session.Transaction, key)?.Last ?? 0) + 1;
        Numbers.Put(session.Transaction, key, new NumberCounter(taken));
        var number = DossierNumber.Of(Town.PrefixOf(dossier.ReceivingAgency), key.Item2, taken);

        dossier.Accept(number, calendar, receiptWanted: false, new By("clerk"), now);
        if (withFee)
        {
            var fee = Fee.Ask(dossier.Id, "phi", "Phí", 50_000, "", true, null, now);
            session.Add(Fees, fee.Id, fee);
            dossier.AskForFee(fee, new By("clerk"));
        }
        DueWatch.Follow(session, dossier);
        session.Expect(Expected.Case, id.ToString(), Expected.CaseWithin);
        Tell(session, dossier);
        return (number, null);
    }

    public async Task<Refusal?> AskForPapersAsync(Session session, Guid id)
    {
        var dossier = (await session.FindAsync(Dossiers, id))!;
        if (DossierStatus.Refuses(Act.AskForPapers, dossier.Facets) is { } wrong)
            return wrong;
        if (dossier.OpenWaits.Contains(WaitKind.Paper))
            return Asked;
        Ask(
            session,
            dossier,
            true,
            dossier.ReceivingAgency,
            null,
            null,
            session.Now,
            Town.Calendar
        );
        return null;
    }

    public async Task<Refusal?> BringPapersAsync(Session session, Guid id, bool complete)
    {
        var dossier = (await session.FindAsync(Dossiers, id))!;
        var calendar = await CalendarOfAsync(session, dossier);
        if (dossier.BringPapers(complete, calendar, new By("citizen"), session.Now) is { } refusal)
            return refusal;
        DueWatch.Follow(session, dossier);
        Tell(session, dossier);
        return null;
    }

    public async Task<Refusal?> PayAsync(Session session, Guid feeId)
    {
        var fee = (await session.FindAsync(Fees, feeId))!;
        var dossier = (await session.FindAsync(Dossiers, fee.DossierId))!;
        if (DossierStatus.Refuses(Act.Pay, dossier.Facets) is { } wrong)
            return wrong;
        if (fee.Pay(fee.Amount, "cash", null, new By("citizen"), session.Now) is { } refusal)
            return refusal;
        var others = Fees.Rows(session.Transaction)
            .Any(row =>
                row.Value.DossierId == dossier.Id && row.Key != feeId && row.Value.PaidAt is null
            );
        var calendar = await CalendarOfAsync(session, dossier);
        dossier.PayFee(fee, others, calendar, new By("citizen"), session.Now);
        DueWatch.Follow(session, dossier);
        Tell(session, dossier);
        return null;
    }

    /// <summary>An act that only the aggregate decides on.</summary>
    public async Task<Refusal?> ActAsync(
        Session session,
        Guid id,
        Func<Dossier, DateTimeOffset, Refusal?> act
    )
    {
        var dossier = (await session.FindAsync(Dossiers, id))!;
        if (act(dossier, session.Now) is { } refusal)
            return refusal;
        DueWatch.Follow(session, dossier);
        Tell(session, dossier);
        return null;
    }

    /// <summary>KeepCalendar: undecided dossiers are counted again.</summary>
    public async Task PublishCalendarAsync(Session session)
    {
        if (Calendars.Find(session.Transaction, TheCalendar) is not null)
            return;
        session.Add(Calendars, TheCalendar, new CalendarRow(Town.SecondCalendar));
        foreach (var (id, row) in Dossiers.Rows(session.Transaction).ToList())
            if (row is { Phase: Phase.Accepted or Phase.Processing, LegalDueAt: not null })
            {
                var dossier = (await session.FindAsync(Dossiers, id))!;
                dossier.RecomputeDue(Town.LaterCalendar, By.Clock, session.Now);
                DueWatch.Follow(session, dossier);
                Tell(session, dossier);
            }
    }

    public void Ask(
        Session session,
        Dossier dossier,
        bool before,
        string agency,
        Guid? caseId,
        Guid? stepId,
        DateTimeOffset at,
        WorkingCalendar calendar
    )
    {
        var until = HoanKiem.Dossiers.Waits.AskForSupplement.Until(dossier, calendar, at);
        var asked = Supplement.Ask(
            dossier.Id,
            before,
            agency,
            caseId,
            stepId,
            ["giay-to"],
            "thieu",
            null,
            at,
            until
        );
        dossier.AskForPapers(asked, new By("clerk"));
        if (until is { } last)
            session.Set(DueWatch.Supplement, dossier.Id.ToString(), last);
        Tell(session, dossier);
    }

    public void Open(Session session, OpenItem item) => session.Add(OpenItems, item.Id, item);

    /// <summary>What happened to a dossier becomes rows of the same commit.</summary>
    public void Tell(Session session, Dossier dossier)
    {
        dossier.Tell(session);
        foreach (var entry in dossier.History)
            session.Write(() => History.Put(session.Transaction, History.NextId(), entry));
        dossier.History.Clear();
        dossier.Notices.Clear();
        dossier.SyncRows.Clear();
    }

    public Task<WorkingCalendar> CalendarOfAsync(Session session, Dossier dossier) =>
        dossier.CalendarVersion is { } version
            ? Task.FromResult(Town.CalendarOf(version))
            : NewestAsync(session);

    private static readonly Refusal Asked = HoanKiem.Dossiers.Refusals.PapersAwaited.Because(
        "",
        ""
    );

    private async Task<WorkingCalendar> NewestAsync(Session session)
    {
        await session.StepAsync("reads the calendar");
        return Town.CalendarOf(
            Calendars.Find(session.Transaction, TheCalendar)?.Version ?? Town.FirstCalendar
        );
    }

    private static void Warn(Dossier dossier, DateTimeOffset due)
    {
        if (dossier.ClockRuns)
            dossier.Trace("dueSoon", By.Clock, due, new("", ""));
    }

    private async Task OnDossier(Session session, string key, Action<Dossier> act)
    {
        if (await session.FindAsync(Dossiers, Guid.Parse(key)) is not { } dossier)
            return;
        act(dossier);
        Tell(session, dossier);
    }
}
