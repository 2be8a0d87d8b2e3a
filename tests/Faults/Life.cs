using System.Text.Json.Nodes;
using HoanKiem.Contracts;
using HoanKiem.Demonstration;

namespace HoanKiem.Faults;

/// <summary>One dossier from hand to hand, as quickly as the services allow, whatever happens to them meanwhile.</summary>
internal sealed class Life(
    Planned plan,
    string key,
    Client client,
    Ledger ledger,
    Procedures procedures
)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(12);
    private readonly long _since = client.Now;
    private Entry _entry = null!;

    public async Task Live()
    {
        try
        {
            await HandIn();
            if (plan.Fate == Fate.RefusedAtReception)
            {
                await Act("refusal", "refusal", new { reasonCode = "not-competent" }, phase: 3);
                return;
            }
            await Accept();
            if (plan.Fate == Fate.Withdrawn)
            {
                await Act("withdrawal", "withdrawal", new { }, phase: 7);
                return;
            }
            await Process();
            if (plan.Delivery != Delivery.Post)
                await Act("return", "returns", new { how = Way() }, phase: 10);
        }
        catch (UnansweredException) { } // the ledger has it
        catch (Exception failure)
            when (failure is InvalidOperationException or TimeoutException or FormatException)
        {
            ledger.Contradictions.Enqueue($"{plan.Number} {_entry?.Id}: {failure.Message}");
        }
    }

    private async Task HandIn()
    {
        var papers = await procedures.RequiredPapers(plan);
        var (status, answer) = await client.Ask(
            plan.Clerk,
            HttpMethod.Post,
            ResourceNames.Dossiers,
            "/v1/dossiers",
            new
            {
                channel = "counter",
                procedureCode = plan.Procedure,
                competentAgency = plan.Agency,
                receivedAt = plan.ReceivedAt,
                delivery = plan.Delivery == Delivery.Post ? "post" : Way(),
                parties = new[] { TestPeople.Applicant(plan.Number) },
                papers = papers.Select(code => new { code, originals = 1 }),
            },
            key
        );
        if (status != 201)
            throw new InvalidOperationException($"submission → {status} {answer.ToJsonString()}");
        _entry = ledger.Submitted(
            key,
            plan.Clerk.Subject,
            Guid.Parse((string)answer["id"]!),
            (string)answer["requestCode"]!,
            client.Now
        );
    }

    private async Task Accept()
    {
        var fees =
            plan.Procedure == "2.000815"
                ? new[] { new { code = await procedures.PageFee(plan), units = 1 } }
                : null;
        var accepted = await Act(
            "acceptance",
            "acceptance",
            new { receiptWanted = false, fees },
            phase: 2
        );
        if (accepted is null)
            return;
        _entry.Number = (string)accepted["number"]!;
        foreach (var fee in accepted["fees"]?.AsArray() ?? [])
            await Act(
                "payment",
                $"fees/{fee!["feeId"]}/payments",
                new { amount = (long)fee["amount"]!, means = "cash" },
                phase: null
            );
    }

    /// <summary>Whatever the case asks for, until the dossier is decided.</summary>
    private async Task Process()
    {
        var asked = plan.Fate != Fate.Supplement;
        while (true)
        {
            StillPatient("a decision");
            if ((int)(await Dossier())["status"]! is 9 or 10)
                return;
            var found = await client.Get(
                plan.Specialist,
                ResourceNames.Routing,
                $"/v1/cases?dossier={_entry.Id}"
            );
            if (found["items"]?.AsArray() is not [{ } first, ..])
            {
                await Task.Delay(250);
                continue;
            }
            var view = await client.Get(
                plan.Specialist,
                ResourceNames.Routing,
                $"/v1/cases/{first["id"]}"
            );
            var step = view["steps"]
                ?.AsArray()
                .FirstOrDefault(s =>
                    (string?)s!["state"] == "assigned" && (string?)s["systemOfRecord"] == "ours"
                );
            if (step is null)
                await Task.Delay(250);
            else if (!asked && (string?)step["kind"] == "examine")
                asked = await AskForPapers(step);
            else
                await Complete(view, step);
        }
    }

    private async Task<bool> AskForPapers(JsonNode step)
    {
        var missing = (await procedures.RequiredPapers(plan)).Take(1).ToArray();
        var (status, _) = await client.Ask(
            plan.Specialist,
            HttpMethod.Post,
            ResourceNames.Routing,
            $"/v1/tasks/{step["id"]}/supplement-needed",
            new { paperCodes = missing, reasonCode = "incomplete" },
            key + "-ask"
        );
        if (status is < 200 or >= 300)
            throw new InvalidOperationException($"supplement-needed → {status}");
        ledger.Acknowledge(_entry, "supplement-needed", client.Now);
        while ((int)(await Dossier())["status"]! != 5)
        {
            StillPatient("status 5");
            await Task.Delay(250);
        }
        await Act(
            "supplement",
            "supplements",
            new { papers = missing.Select(code => new { code, originals = 1 }), complete = true },
            phase: null
        );
        return true;
    }

    // These acts have no key: their version lets them happen once, and what is seen next tells whether they did.
    private async Task Complete(JsonObject view, JsonNode step)
    {
        var number = $"{plan.Number}/2026";
        var (who, path, body, version) = (string?)step["kind"] switch
        {
            "sign" => (
                plan.Leader,
                $"/v1/cases/{view["id"]}/decision",
                (object)
                    new
                    {
                        outcome = "granted",
                        decisionNumber = number,
                        capacity = "deputy",
                        reasonCode = (string?)null,
                    },
                (int)view["version"]!
            ),
            var kind => (
                kind == "give" ? plan.Clerk : plan.Specialist,
                $"/v1/tasks/{step["id"]}/completion",
                new
                {
                    proposal = "granted",
                    resultNumber = number,
                    reasonCode = (string?)null,
                },
                (int)step["version"]!
            ),
        };
        var (status, answer) = await client.Ask(
            who,
            HttpMethod.Post,
            ResourceNames.Routing,
            path,
            body,
            version: version
        );
        if (status is >= 200 and < 300)
            ledger.Acknowledge(_entry, $"{step["kind"]}", client.Now);
        else if (status is not (409 or 412 or 422))
            throw new InvalidOperationException($"{path} → {status} {answer.ToJsonString()}");
    }

    /// <summary>
    /// An act on the dossier as it is now. Each attempt that the service has answered takes a new key; the same attempt keeps its own.
    /// </summary>
    private async Task<JsonObject?> Act(string what, string path, object body, int? phase)
    {
        for (var attempt = 0; ; attempt++)
        {
            StillPatient(what);
            var dossier = await Dossier();
            var (status, answer) = await client.Ask(
                plan.Clerk,
                HttpMethod.Post,
                ResourceNames.Dossiers,
                $"/v1/dossiers/{_entry.Id}/{path}",
                body,
                $"{key}-{what}-{attempt}",
                (int)dossier["version"]!
            );
            if (status is >= 200 and < 300)
            {
                ledger.Acknowledge(_entry, what, client.Now);
                return answer;
            }
            if (status is not (409 or 412))
                throw new InvalidOperationException($"{what} → {status} {answer.ToJsonString()}");
            // Nobody else does this to this dossier, and its key would have brought the answer again.
            if (phase is { } done && (int)(await Dossier())["status"]! == done)
                throw new InvalidOperationException($"{what} was done and yet refused: {status}");
        }
    }

    private Task<JsonObject> Dossier() =>
        client.Get(plan.Clerk, ResourceNames.Dossiers, $"/v1/dossiers/{_entry.Id}");

    private string Way() => plan.Delivery == Delivery.Online ? "online" : "counter";

    private void StillPatient(string what)
    {
        if (client.Now - _since > Patience.TotalMilliseconds)
            throw new TimeoutException($"waited {Patience.TotalMinutes} minutes for {what}");
    }
}
