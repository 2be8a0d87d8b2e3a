using HoanKiem.Contracts.Dossiers.V1;
using HoanKiem.Dossiers.Catalogue;
using HoanKiem.Dossiers.Lifecycle;
using HoanKiem.Dossiers.Waits;
using HoanKiem.ServiceDefaults;
using HoanKiem.WorkingTime;
using WaitKind = HoanKiem.Dossiers.Lifecycle.WaitKind;

namespace HoanKiem.Dossiers.Dossiers;

// The clock: waits stop it, papers and money start it again, an apology or a late calendar moves the date.
internal sealed partial class Dossier
{
    /// <summary>The clock runs: accepted, not decided, and nothing holds it.</summary>
    public bool ClockRuns =>
        LegalDueAt is not null
        && Phase is Phase.Accepted or Phase.Processing
        && !OpenWaits.Overlaps(Stopping);

    private static readonly WaitKind[] Stopping =
    [
        WaitKind.Paper,
        WaitKind.Money,
        WaitKind.PublicNotice,
    ];

    /// <summary>The citizen is asked for papers (Mẫu 02), before acceptance or by a step of the case.</summary>
    public void AskForPapers(Supplement supplement, By by)
    {
        var (before, at) = (Facets, supplement.RequestedAt);
        Waits =
        [
            .. Waits,
            new ClockWait
            {
                Kind = WaitKind.Paper,
                From = at,
                Reference = supplement.Id,
                StepId = supplement.StepId,
                Basis = SupplementBasis,
                BeforeAcceptance = supplement.BeforeAcceptance,
            },
        ];
        var sequence = Next();
        Record(
            "supplementRequested",
            by,
            at,
            before,
            new(
                $"Yêu cầu bổ sung: {string.Join(", ", supplement.PaperCodes)}.",
                $"Papers are asked for: {string.Join(", ", supplement.PaperCodes)}.",
                SupplementBasis
            ),
            sequence
        );
        Publish(
            new SupplementRequested(
                Id,
                sequence,
                at,
                ParentDossierId,
                supplement.BeforeAcceptance,
                SupplementRule,
                SupplementBasis,
                supplement.AskedBy,
                supplement.CaseId,
                supplement.StepId,
                supplement.PaperCodes,
                supplement.Until
            )
        );
    }

    /// <summary>Papers came. When they are complete the clock runs again, from the start or from where it stood.</summary>
    public Refusal? BringPapers(bool complete, WorkingCalendar calendar, By by, DateTimeOffset at)
    {
        if (DossierStatus.Refuses(Act.BringPapers, Facets) is { } wrong)
            return wrong;
        if (!OpenWaits.Contains(WaitKind.Paper))
            return Refusals.NothingAwaited.Because(
                "Hồ sơ không chờ bổ sung giấy tờ.",
                "No papers are awaited."
            );
        var before = Facets;
        if (complete)
        {
            EndWaits(wait => wait.Kind == WaitKind.Paper, at);
            Recount(calendar, at);
        }

        var sequence = Next();
        Record(
            "supplementReceived",
            by,
            at,
            before,
            complete
                ? new("Đã nhận đủ giấy tờ bổ sung.", "All papers have come.", SupplementBasis)
                : new("Đã nhận giấy tờ, còn thiếu.", "Papers came, some are still missing."),
            sequence
        );
        Publish(
            new SupplementReceived(
                Id,
                sequence,
                at,
                ParentDossierId,
                complete,
                SupplementRule,
                LegalDueAt
            )
        );
        return null;
    }

    /// <summary>A fee is asked; the clock waits for it where the rule says so.</summary>
    public void AskForFee(Fee fee, By by)
    {
        var (before, at) = (Facets, fee.RequestedAt);
        Money = MoneyState.Owed;
        if (fee.ClockWaits)
            Waits =
            [
                .. Waits,
                new ClockWait
                {
                    Kind = WaitKind.Money,
                    From = at,
                    Reference = fee.Id,
                    StepId = fee.StepId,
                    Basis = fee.Basis,
                },
            ];
        var sequence = Next();
        Record(
            "feeRequested",
            by,
            at,
            before,
            new(
                $"Yêu cầu nộp {fee.Amount:N0} đồng ({fee.Name}).",
                $"A fee of {fee.Amount:N0} đồng is asked for ({fee.Code}).",
                fee.Basis
            ),
            sequence
        );
        Publish(
            new FeeRequested(
                Id,
                sequence,
                at,
                ParentDossierId,
                fee.Id,
                fee.Code,
                fee.Amount,
                fee.ClockWaits,
                fee.StepId
            )
        );
    }

    /// <summary>A fee was paid in full.</summary>
    /// <param name="fee">Which.</param>
    /// <param name="othersOwed">Whether other fees are still open.</param>
    /// <param name="calendar">Calendar of the clock.</param>
    /// <param name="by">Who took the money.</param>
    /// <param name="at">When.</param>
    public void PayFee(Fee fee, bool othersOwed, WorkingCalendar calendar, By by, DateTimeOffset at)
    {
        var before = Facets;
        Money = othersOwed ? MoneyState.Owed : MoneyState.Paid;
        if (EndWaits(wait => wait.Reference == fee.Id, at) > 0)
            Recount(calendar, at);
        var sequence = Next();
        Record(
            "feePaid",
            by,
            at,
            before,
            new(
                $"Đã nộp {fee.Amount:N0} đồng ({fee.Name}).",
                $"A fee of {fee.Amount:N0} đồng was paid ({fee.Code})."
            ),
            sequence
        );
        Publish(
            new FeePaid(
                Id,
                sequence,
                at,
                ParentDossierId,
                fee.Id,
                fee.Amount,
                fee.Means!,
                LegalDueAt
            )
        );
    }

    /// <summary>The agency apologises in writing and sets a new date, at most once and a day before the limit ends (Điều 19.9).</summary>
    public Refusal? Apologise(
        DateTimeOffset newDueAt,
        string causedBy,
        string reasonCode,
        By by,
        DateTimeOffset at
    )
    {
        if (DossierStatus.Refuses(Act.Apologise, Facets) is { } wrong)
            return wrong;
        if (LegalDueAt is not { } due)
            return Refusals.NoDueDate.Because(
                "Hồ sơ không có thời hạn để hẹn lại.",
                "The dossier has no due date to move."
            );
        switch (Apology.MayMove(due, at, newDueAt, ExtendedTo is null ? 0 : 1))
        {
            case ApologyAnswer.AlreadyMoved:
                return Refusals.ApologyTwice.Because(
                    "Chỉ được hẹn lại ngày trả kết quả một lần.",
                    "The date may be moved only once."
                );
            case ApologyAnswer.TooLate:
                return Refusals.ApologyTooLate.Because(
                    "Phải xin lỗi và hẹn lại chậm nhất 01 ngày trước ngày hết hạn.",
                    "The apology must go out at the latest one day before the limit ends."
                );
            case ApologyAnswer.NotLater:
                return Refusals
                    .ApologyTooLate.Because(
                        "Ngày hẹn lại phải sau ngày hẹn cũ.",
                        "The new date must be after the old one."
                    )
                    .At("dueAt", "not-later");
        }

        var before = Facets;
        var previous = PromisedDueAt ?? due;
        // The extension has force of law: lateness is judged against the date that it sets.
        (ExtendedTo, LegalDueAt, PromisedDueAt) = (newDueAt, newDueAt, newDueAt);
        var sequence = Next();
        Record(
            "dueDateExtended",
            by,
            at,
            before,
            new(
                $"Xin lỗi và hẹn lại ngày {LegalZone.DateOf(newDueAt):dd/MM/yyyy}.",
                $"Apologised; the new date is {LegalZone.DateOf(newDueAt):yyyy-MM-dd}.",
                Law.Apology
            ),
            sequence
        );
        Publish(
            new DueDateExtended(
                Id,
                sequence,
                at,
                ParentDossierId,
                previous,
                newDueAt,
                causedBy,
                reasonCode
            )
        );
        return null;
    }

    /// <summary>A calendar was published: the due date is computed again; the promise moves later or stays. Decided dossiers stay judged.</summary>
    public void RecomputeDue(WorkingCalendar calendar, By by, DateTimeOffset at)
    {
        if (Phase is not (Phase.Accepted or Phase.Processing) || LegalDueAt is not { } previous)
            return;
        var before = Facets;
        Compute(calendar, at);
        if (LegalDueAt == previous)
            return;
        var promise = Promise.Recompute(
            PromisedDueAt ?? previous,
            new DueDate(LegalDueAt!.Value, DueIsProvisional, calendar.Version, DueExplanation)
        );
        var told = PromisedDueAt ?? previous;
        PromisedDueAt = promise.PromisedDueAt;
        var sequence = Next();
        // The citizen is told only when the promise moves.
        Record(
            "dueDateRecomputed",
            by,
            at,
            before,
            new(promise.Vietnamese, promise.English),
            promise.Moved ? sequence : null
        );
        Publish(
            new DueDateRecomputed(
                Id,
                sequence,
                at,
                ParentDossierId,
                told,
                promise.Moved ? promise.PromisedDueAt : LegalDueAt.Value,
                calendar.Version
            )
        );
    }

    /// <summary>Where the clock is; null without a limit or before acceptance.</summary>
    public ClockReading? ReadClock(WorkingCalendar calendar, DateTimeOffset at) =>
        Clock(calendar)?.Read(at);

    private LegalClock? Clock(WorkingCalendar calendar) =>
        Limit is null || AcceptedAt is not { } from
            ? null
            : new LegalClock(
                calendar,
                WorkingCalendarVersion.ToWorkingTime(Limit),
                from,
                SupplementRule == Contracts.SupplementRule.Restart
                    ? WorkingTime.SupplementRule.Restart
                    : WorkingTime.SupplementRule.Resume,
                [
                    .. Waits
                        .Where(wait => !wait.BeforeAcceptance)
                        .Select(wait => new Wait(wait.From, wait.To, ToWorkingTime(wait.Kind))),
                ]
            );

    private void Compute(WorkingCalendar calendar, DateTimeOffset at)
    {
        CalendarVersion = calendar.Version;
        if (Clock(calendar)?.Due(at) is not { } due)
            return;
        LegalDueAt = ExtendedTo is { } extended && extended > due.DueAt ? extended : due.DueAt;
        (DueIsProvisional, DueExplanation) = (due.Provisional, [.. due.Explanation]);
    }

    // After a wait the citizen is told the new date; a promise is never taken back to an earlier one.
    private void Recount(WorkingCalendar calendar, DateTimeOffset at)
    {
        Compute(calendar, at);
        if (LegalDueAt > PromisedDueAt)
            PromisedDueAt = LegalDueAt;
    }

    private int EndWaits(Func<ClockWait, bool> which, DateTimeOffset at)
    {
        var ending = Waits.Where(wait => wait.To is null && which(wait)).ToHashSet();
        if (ending.Count > 0)
            Waits =
            [
                .. Waits.Select(wait =>
                    ending.Contains(wait)
                        ? wait with
                        {
                            To = at < wait.From ? wait.From : at,
                        }
                        : wait
                ),
            ];
        return ending.Count;
    }

    private static WorkingTime.WaitKind ToWorkingTime(WaitKind kind) =>
        kind switch
        {
            WaitKind.Paper => WorkingTime.WaitKind.Papers,
            WaitKind.Money => WorkingTime.WaitKind.Money,
            WaitKind.PublicNotice => WorkingTime.WaitKind.PublicNotice,
            _ => WorkingTime.WaitKind.Opinion,
        };
}
