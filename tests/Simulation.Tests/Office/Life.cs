using HoanKiem.Contracts;
using HoanKiem.Dossiers.Dossiers;
using HoanKiem.Dossiers.Lifecycle;
using HoanKiem.Postal.Carriers;
using HoanKiem.Routing.Cases;
using HoanKiem.Simulation.Tests.Scheduling;

namespace HoanKiem.Simulation.Tests.Office;

/// <summary>The people around one dossier: they look, wait as long as people do, and act on what they saw, sometimes all at once.</summary>
internal sealed class Life(Schedule schedule, string code)
{
    private const int Looks = 60;
    private readonly DossiersOffice _office = schedule.Dossiers;
    private readonly HashSet<Guid> _needed = [];
    private Guid _id;

    private World World => schedule.World;

    private Dice Dice => schedule.World.Dice;

    private Dossier Seen => _office.Dossiers.Committed[_id];

    private bool Open => DossierStatus.IsOpen(Seen.Phase);

    public async Task LiveAsync()
    {
        var channel = Dice.OneOf([
            Channel.Counter,
            Channel.Counter,
            Channel.NationalPortal,
            Channel.Post,
        ]);
        var delivery = Dice.OneOf([Delivery.Counter, Delivery.Online, Delivery.Post]);
        var (procedure, ward, onPaper) = (
            Dice.OneOf(Town.Procedures),
            Dice.OneOf(Town.Wards),
            Dice.Chance(0.3)
        );
        var answer = await schedule.Caller.CallAsync(
            _office.Service,
            $"submits {code}",
            session =>
                Task.FromResult(
                    new Answer(
                        null,
                        _office
                            .Submit(session, code, procedure, channel, delivery, ward, onPaper)
                            .ToString()
                    )
                )
        );
        _id = Guid.Parse(answer.Value);
        if (!_office.Dossiers.Committed.ContainsKey(_id))
            return; // acknowledged and not there: the invariants will say so

        Begin("reception", ReceptionAsync);
        Begin("specialist", OfficerAsync);
        Begin("citizen", CitizenAsync);
        Begin("counter", ReturnAsync);
        Begin("carrier", CarrierAsync);
        if (Dice.Chance(0.15))
            Begin(
                "withdrawal",
                () => OnceAsync("withdraws", (d, at) => d.Withdraw(new By("citizen"), at))
            );
        if (Dice.Chance(0.08))
            Begin(
                "stop",
                () => OnceAsync("stops", (d, at) => d.Stop("ly-do", "luat", new By("leader"), at))
            );
        if (Dice.Chance(0.15))
            Begin("apology", ApologiseAsync);
    }

    // Seconds or days: what is close together is what races. And when the office opens everybody comes at once.
    private TimeSpan Gap() =>
        Dice.Below(6) switch
        {
            0 => TimeSpan.FromMilliseconds(Dice.Below(5_000)),
            1 => TimeSpan.FromMinutes(Dice.Below(60)),
            2 => TimeSpan.FromHours(Dice.Below(12)),
            3 => TimeSpan.FromHours(Dice.Below(60)),
            _ => Opening() + TimeSpan.FromMilliseconds(Dice.Below(1_000)),
        };

    // Eight o'clock in Hà Nội.
    private TimeSpan Opening()
    {
        var opens = TimeSpan.FromHours(1) - World.Now.TimeOfDay;
        return opens > TimeSpan.Zero ? opens : opens + TimeSpan.FromDays(1);
    }

    private void Begin(string who, Func<Task> act) =>
        World.Start(null, $"{who} of {code}", TimeSpan.FromTicks(1), act);

    private Pause WaitAsync() => World.Pause(null, Gap(), $"waits for {code}");

    private Task<Answer> ActAsync(
        string what,
        Func<Dossier, DateTimeOffset, ServiceDefaults.Refusal?> act
    ) =>
        schedule.Caller.CallAsync(
            _office.Service,
            $"{what} {code}",
            async session => Caller.Of(await _office.ActAsync(session, _id, act))
        );

    private async Task OnceAsync(
        string what,
        Func<Dossier, DateTimeOffset, ServiceDefaults.Refusal?> act
    )
    {
        for (var waits = Dice.Below(8); waits >= 0; waits--)
            await WaitAsync();
        await ActAsync(what, act);
    }

    private async Task ApologiseAsync()
    {
        for (var look = 0; look < 10 && Seen.LegalDueAt is null && Open; look++)
            await WaitAsync();
        if (Seen.LegalDueAt is { } due)
            await ActAsync(
                "apologises",
                (dossier, at) =>
                    dossier.Apologise(due.AddDays(3), "agency", "ly-do", new By("leader"), at)
            );
    }

    private async Task ReceptionAsync()
    {
        for (var look = 0; look < Looks && Seen.Phase is Phase.Draft or Phase.Arrived; look++)
        {
            await WaitAsync();
            if (Seen.Phase != Phase.Arrived)
                continue;
            var die = Dice.Share();
            if (Seen.OpenWaits.Count > 0 || die < 0.1)
                await AskOrBringAsync();
            else if (die < 0.15)
                await ActAsync("refuses", (d, at) => d.Refuse("ly-do", new By("clerk"), at));
            else
            {
                var fee = Dice.Chance(0.25);
                var answer = await schedule.Caller.CallAsync(
                    _office.Service,
                    $"accepts {code}",
                    async session =>
                    {
                        var (number, refusal) = await _office.AcceptAsync(session, _id, fee);
                        return new Answer(refusal?.DetailEn, number ?? "");
                    }
                );
                if (answer.Refused is null)
                    schedule.Told.Add((_id, answer.Value));
            }
        }
    }

    private Task<Answer> AskOrBringAsync() =>
        schedule.Caller.CallAsync(
            _office.Service,
            $"papers of {code}",
            async session =>
                Caller.Of(
                    Seen.OpenWaits.Count == 0
                        ? await _office.AskForPapersAsync(session, _id)
                        : await _office.BringPapersAsync(session, _id, true)
                )
        );

    private async Task CitizenAsync()
    {
        for (var look = 0; look < Looks && Open; look++)
        {
            await WaitAsync();
            if (
                Seen.Waits.Any(w =>
                    w is { To: null, Kind: WaitKind.Paper, BeforeAcceptance: false }
                )
            )
            {
                var complete = Dice.Chance(0.8);
                await schedule.Caller.CallAsync(
                    _office.Service,
                    $"papers of {code}",
                    async session =>
                        Caller.Of(await _office.BringPapersAsync(session, _id, complete))
                );
            }
            var owed = _office.Fees.Committed.Values.FirstOrDefault(fee =>
                fee.DossierId == _id && fee.PaidAt is null
            );
            if (owed is not null)
                await schedule.Caller.CallAsync(
                    _office.Service,
                    $"pays for {code}",
                    async session => Caller.Of(await _office.PayAsync(session, owed.Id))
                );
        }
    }

    private async Task OfficerAsync()
    {
        for (
            var look = 0;
            look < Looks && (Open || schedule.Routing.Seen(_id)?.IsOpen == true);
            look++
        )
        {
            await WaitAsync();
            if (schedule.Routing.Seen(_id) is not { IsOpen: true } held)
                continue;
            var step = held.Steps.FirstOrDefault(s => s.State == StepState.Assigned);
            if (step is null)
                continue;
            var (die, id) = (Dice.Share(), step.Id);
            // Whoever has said what is missing waits for it and does not say it again.
            if (die < 0.14 && !_needed.Add(id))
                continue;
            var signature = new Signature(
                Dice.Chance(0.1) ? Outcome.Refused : Outcome.Granted,
                $"QD-{code}",
                "leader",
                "head",
                "ly-do"
            );
            await schedule.Caller.CallAsync(
                schedule.Routing.Service,
                $"works on {code}",
                async session =>
                    Caller.Of(
                        await schedule.Routing.ActAsync(
                            session,
                            held.Id,
                            (c, world) =>
                                c.StepOf(id) is not { } s ? null
                                : die < 0.08 ? c.NeedSupplement(s, ["giay-to"], "thieu", world)
                                : die < 0.14 ? c.NeedFee(s, "phi", 30_000, world)
                                : die < 0.2
                                && c.Steps.Any(o => o is { Optional: true, Asked: false })
                                    ? c.AskForStep("extra", world)
                                : s.Kind == StepKind.Give ? c.Give(s, signature, world)
                                : s.Kind == StepKind.Sign ? c.Decide(signature, world)
                                : c.Complete(s, signature.Outcome, null, "ly-do", "officer", world)
                        )
                    )
            );
        }
    }

    private async Task ReturnAsync()
    {
        for (var look = 0; look < 2 * Looks && Open; look++)
            await WaitAsync();
        // Some come to the counter although the post was to bring it.
        if (Seen.Delivery == Delivery.Post && !Dice.Chance(0.3))
            return;
        for (var look = 0; look < 5 && Seen.Phase == Phase.Decided; look++)
        {
            await WaitAsync();
            await ActAsync(
                "returns",
                (d, at) => d.Return(Delivery.Counter, d.DecidedBy, new By("clerk"), at)
            );
        }
    }

    private async Task CarrierAsync()
    {
        var collection = false;
        for (var look = 0; look < 2 * Looks; look++)
        {
            await WaitAsync();
            if (!collection && schedule.Postal.Collection(_id) is { } order)
            {
                collection = true;
                await ReportAsync(order.Id, [CarrierMeaning.Collecting, CarrierMeaning.Collected]);
            }
            if (schedule.Postal.Parcel(_id) is { } parcel)
            {
                if (Dice.Chance(0.5))
                    await schedule.Caller.CallAsync(
                        schedule.Postal.Service,
                        $"hands over {code}",
                        async session =>
                            Caller.Of(await schedule.Postal.HandOverAsync(session, parcel.Id))
                    );
                var end = Dice.Share() switch
                {
                    < 0.8 => CarrierMeaning.Delivered,
                    < 0.93 => CarrierMeaning.Returned,
                    _ => CarrierMeaning.Lost,
                };
                await ReportAsync(
                    parcel.Id,
                    [
                        CarrierMeaning.HandedOver,
                        CarrierMeaning.InTransit,
                        CarrierMeaning.OutForDelivery,
                        CarrierMeaning.Attempted,
                        end,
                        .. Dice.Chance(0.1)
                            ? [CarrierMeaning.Delivered]
                            : Array.Empty<CarrierMeaning>(),
                    ]
                );
                return;
            }
            if (Seen.Phase is Phase.Refused or Phase.Withdrawn or Phase.Stopped or Phase.Returned)
                return;
            if (!Open && Seen.Delivery != Delivery.Post)
                return;
        }
    }

    // A carrier's messages come late, twice and in any order.
    private async Task ReportAsync(Guid item, CarrierMeaning[] meanings)
    {
        var at = World.Now;
        var reports = meanings
            .Select((meaning, i) => (meaning, Key: $"{item}-{i}", At: at.AddHours(i)))
            .Where(_ => !Dice.Chance(0.1))
            .SelectMany(report => Dice.Chance(0.2) ? [report, report] : new[] { report })
            .ToList();
        while (reports.Count > 0)
        {
            var next = Dice.Chance(0.3) ? Dice.Below(reports.Count) : 0;
            var (meaning, key, when) = reports[next];
            reports.RemoveAt(next);
            await WaitAsync();
            await schedule.Caller.CallAsync(
                schedule.Postal.Service,
                $"carrier reports {meaning} of {code}",
                async session =>
                {
                    await schedule.Postal.HearAsync(session, item, key, meaning, when);
                    return new Answer(null);
                }
            );
        }
    }
}
