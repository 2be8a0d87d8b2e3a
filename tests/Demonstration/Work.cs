using System.Text.Json.Nodes;
using HoanKiem.Contracts;
using HoanKiem.SignIn;

namespace HoanKiem.Demonstration;

/// <summary>What the officers of all agencies do with an accepted dossier until it is decided.</summary>
internal sealed class Work(Api api, Agenda agenda, Tally tally, Procedures procedures)
{
    /// <summary>Plays the case until the dossier has left the status “in progress”.</summary>
    public async Task Process(Planned plan, string dossierId, Func<Task<JsonObject>> dossier)
    {
        var caseId = await CaseOf(plan, dossierId);
        var disturbed = false;
        for (var round = 0; round < 60; round++)
        {
            if ((int)(await dossier())["status"]! is 7 or 8 or 9 or 10)
                return;

            var view = await api.Get(plan.Specialist, ResourceNames.Routing, $"/v1/cases/{caseId}");
            if (await Acknowledge(plan, view))
                continue;

            var open = view["steps"]!
                .AsArray()
                .Where(step =>
                    (string?)step!["state"] == "assigned"
                    && (string?)step["systemOfRecord"] == "ours"
                )
                .ToList();
            if (open.Count == 0)
            {
                await agenda.At(Office.Hours(agenda.Now, 4));
                continue;
            }

            if (!disturbed && (string?)open[0]!["kind"] == "examine")
            {
                disturbed = true;
                await agenda.At(Office.Hours(agenda.Now, 1 + plan.Number % 3));
                if (await Disturb(plan, dossierId, view, open[0]!, dossier))
                    continue;
            }

            await Complete(plan, caseId, open[0]!);
        }

        throw new TimeoutException($"{plan.Number}: the case is not decided after sixty rounds.");
    }

    private async Task<string> CaseOf(Planned plan, string dossierId)
    {
        for (var tries = 0; tries < 20; tries++)
        {
            var found = await api.Get(
                plan.Specialist,
                ResourceNames.Routing,
                $"/v1/cases?dossier={dossierId}"
            );
            if (found["items"]!.AsArray() is [{ } first, ..])
                return (string)first["id"]!;
            // The case is opened within the second; business time need not move for it, but it must not stand still either.
            await agenda.At(agenda.Now.AddSeconds(10));
        }

        throw new TimeoutException($"{plan.Number}: no case was opened.");
    }

    /// <summary>Papers on paper: given by the reception point, received by the deciding agency.</summary>
    private async Task<bool> Acknowledge(Planned plan, JsonObject view)
    {
        if (
            view["handOvers"]!.AsArray().FirstOrDefault(h => h!["acknowledgedAt"] is null)
            is not { } handOver
        )
            return false;

        if (handOver["givenAt"] is null)
        {
            var from = (string)handOver["fromAgency"]!;
            await api.Post(
                plan.OfficerOf("clerk", from),
                ResourceNames.Routing,
                "/v1/hand-overs",
                new
                {
                    caseId = (string)view["id"]!,
                    fromAgency = from,
                    toAgency = (string)handOver["toAgency"]!,
                }
            );
            await agenda.At(Office.Hours(agenda.Now, 1));
            return true;
        }

        await api.Post(
            plan.OfficerOf("clerk", (string)handOver["toAgency"]!),
            ResourceNames.Routing,
            $"/v1/hand-overs/{handOver["id"]}/acknowledgement",
            null,
            (int)handOver["version"]!
        );
        return true;
    }

    /// <summary>What goes otherwise than planned, once, at the first examination. True when the case must be looked at anew.</summary>
    private async Task<bool> Disturb(
        Planned plan,
        string dossierId,
        JsonObject view,
        JsonNode step,
        Func<Task<JsonObject>> dossier
    )
    {
        var task = $"/v1/tasks/{step["id"]}";
        switch (plan.Fate)
        {
            case Fate.Supplement:
                var missing = (await procedures.RequiredPapers(plan)).Take(1).ToArray();
                await api.Post(
                    plan.Specialist,
                    ResourceNames.Routing,
                    $"{task}/supplement-needed",
                    new { paperCodes = missing, reasonCode = "incomplete" }
                );
                await agenda.At(Office.Days(agenda.Now, 2));
                await OnDossier(
                    plan,
                    dossierId,
                    plan.Clerk,
                    "supplements",
                    new
                    {
                        papers = missing.Select(code => new { code, originals = 1 }),
                        complete = true,
                    },
                    dossier
                );
                return true;

            case Fate.Fee:
                await api.Post(
                    plan.Specialist,
                    ResourceNames.Routing,
                    $"{task}/fee-needed",
                    new { feeCode = await procedures.AnyFee(plan), amount = 150_000 }
                );
                await agenda.At(Office.Days(agenda.Now, 1));
                var fee = (await dossier())["fees"]!.AsArray().First(f => f!["paidAt"] is null)!;
                await OnDossier(
                    plan,
                    dossierId,
                    plan.Clerk,
                    $"fees/{fee["feeId"]}/payments",
                    new { amount = (long)fee["amount"]!, means = "transfer" },
                    dossier
                );
                return true;

            case Fate.Question:
                var other = plan.Later ? "ba-dinh" : "hang-dao";
                if (other == plan.Agency)
                    other = plan.Later ? "hong-ha" : "hang-bo";
                var asked = await api.Post(
                    plan.Specialist,
                    ResourceNames.Routing,
                    $"{task}/opinions",
                    new { toAgency = other, questionCode = "marital-status" }
                );
                await agenda.At(Office.Days(agenda.Now, 1));
                var specialist = plan.OfficerOf("specialist", other);
                var opinion = (
                    await api.Get(
                        specialist,
                        ResourceNames.Routing,
                        $"/v1/opinions?agency={other}&limit=200"
                    )
                )["items"]!
                    .AsArray()
                    .First(o => (string?)o!["id"] == (string?)asked["opinionId"])!;
                await api.Post(
                    specialist,
                    ResourceNames.Routing,
                    $"/v1/opinions/{opinion["id"]}/answer",
                    new { answerCode = "never-married" },
                    (int)opinion["version"]!
                );
                return true;

            case Fate.Withdrawn:
                await OnDossier(plan, dossierId, plan.Clerk, "withdrawal", new { }, dossier);
                return true;

            case Fate.Apology:
                await agenda.At(Office.Days(agenda.Now, 1));
                var due = DateTimeOffset.Parse(
                    (string)(await dossier())["legalDueAt"]!,
                    System.Globalization.CultureInfo.InvariantCulture
                );
                await OnDossier(
                    plan,
                    dossierId,
                    plan.Leader,
                    "apology",
                    new
                    {
                        dueAt = Office.Days(due, 3),
                        causedBy = plan.Agency,
                        reasonCode = "verification",
                    },
                    dossier
                );
                tally.Apologised();
                await agenda.At(Office.Days(agenda.Now, 3));
                return true;

            case Fate.Late:
                var limit = DateTimeOffset.Parse(
                    (string)(await dossier())["legalDueAt"]!,
                    System.Globalization.CultureInfo.InvariantCulture
                );
                await agenda.At(Office.Days(limit, 1));
                return true;

            default:
                return false;
        }
    }

    private async Task Complete(Planned plan, string caseId, JsonNode step)
    {
        var number = $"{plan.Number}/{plan.At:yyyy}";
        var refused = plan.Fate == Fate.RefusedAfterExamination;
        var (outcome, reason) = refused ? ("refused", "conditions-not-met") : ("granted", null);
        try
        {
            if ((string?)step["kind"] == "sign")
            {
                await agenda.At(Office.Hours(agenda.Now, 1));
                var version = (int)
                    (await api.Get(plan.Leader, ResourceNames.Routing, $"/v1/cases/{caseId}"))[
                        "version"
                    ]!;
                await api.Post(
                    plan.Leader,
                    ResourceNames.Routing,
                    $"/v1/cases/{caseId}/decision",
                    new
                    {
                        outcome,
                        decisionNumber = number,
                        capacity = "deputy",
                        reasonCode = reason,
                    },
                    version
                );
                return;
            }

            var gives = (string?)step["kind"] == "give";
            await api.Post(
                gives ? plan.Clerk : plan.Specialist,
                ResourceNames.Routing,
                $"/v1/tasks/{step["id"]}/completion",
                new
                {
                    proposal = outcome,
                    resultNumber = number,
                    reasonCode = reason,
                },
                (int)step["version"]!
            );
        }
        catch (RefusedException stale) when (stale.Status is 409 or 412)
        {
            // Someone or something was quicker: the next round looks again.
        }
    }

    private async Task OnDossier(
        Planned plan,
        string dossierId,
        Person who,
        string what,
        object body,
        Func<Task<JsonObject>> dossier
    )
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                await api.Post(
                    who,
                    ResourceNames.Dossiers,
                    $"/v1/dossiers/{dossierId}/{what}",
                    body,
                    (int)(await dossier())["version"]!
                );
                return;
            }
            catch (RefusedException stale) when (stale.Status is 409 or 412 && tries < 5)
            {
                // Read again, act again.
            }
        }
    }
}
