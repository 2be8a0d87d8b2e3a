using System.Globalization;
using System.Text.Json.Nodes;
using HoanKiem.Contracts;
using HoanKiem.SignIn;

namespace HoanKiem.Demonstration;

/// <summary>The life of one dossier, from the citizen's hand to the citizen's hand, played by everyone who has to act on it.</summary>
internal sealed class Life(
    Planned plan,
    Api api,
    Agenda agenda,
    Work work,
    Tally tally,
    Procedures procedures
)
{
    private string _id = "";
    private string? _lookUpCode;

    public async Task Play()
    {
        try
        {
            await agenda.At(plan.At);
            await HandIn();
            if (await Receive())
                await work.Process(plan, _id, () => Dossier());
            await TakeBack();
        }
        catch (Exception fault)
            when (fault is RefusedException or TimeoutException or HttpRequestException)
        {
            tally.Failed(plan, fault.Message);
        }
        finally
        {
            tally.Ended(plan);
        }
    }

    private async Task HandIn()
    {
        var papers = await procedures.RequiredPapers(plan);
        if (plan.Channel == Channel.NationalPortal)
        {
            _id = await new NationalPortalCitizen(api).File(plan, papers);
        }
        else
        {
            var who = plan.Channel == Channel.Counter ? plan.Clerk : plan.Citizen;
            var answer = await api.Post(
                who,
                ResourceNames.Dossiers,
                "/v1/dossiers",
                new
                {
                    channel = Camel(plan.Channel),
                    procedureCode = plan.Procedure,
                    competentAgency = plan.Agency,
                    receivedAt = plan.ReceivedAt,
                    delivery = Camel(plan.Delivery),
                    parties = new[] { TestPeople.Applicant(plan.Number) },
                    papers = papers.Select(code => new { code, originals = 1 }),
                },
                $"dossier-{plan.Number}"
            );
            _id = (string)answer["id"]!;
            _lookUpCode = (string)answer["lookUpCode"]!;
        }

        tally.HandedIn(plan, _id);
    }

    /// <summary>Acceptance, refusal or a supplement at the counter; true when the dossier has a number.</summary>
    private async Task<bool> Receive()
    {
        if (plan.Channel is not Channel.Counter)
            await agenda.At(Office.Hours(agenda.Now, 1));
        if (plan.Channel == Channel.Post)
            await UntilCollected();

        if (plan.Fate == Fate.RefusedAtReception)
        {
            await Act(plan.Clerk, "refusal", new { reasonCode = "not-competent" });
            return false;
        }

        if (plan.Fate == Fate.SupplementAtReception)
        {
            var missing = (await procedures.RequiredPapers(plan)).Take(1).ToArray();
            await Act(
                plan.Clerk,
                "supplement-requests",
                new { paperCodes = missing, reasonCode = "illegible" }
            );
            await agenda.At(Office.Days(agenda.Now, 1.5));
            await Act(
                plan.Clerk,
                "supplements",
                new
                {
                    papers = missing.Select(code => new { code, originals = 1 }),
                    complete = true,
                }
            );
        }

        var fees =
            plan.Procedure == "2.000815"
                ? new[]
                {
                    new { code = await procedures.PageFee(plan), units = 1 + plan.Number % 4 },
                }
                : null;
        var accepted = await Act(plan.Clerk, "acceptance", new { receiptWanted = false, fees });
        tally.Accepted(plan, accepted);
        if (plan.ReturnedToSender)
            await new CarrierScript(api).BringBack((string)accepted["number"]!);
        foreach (var fee in accepted["fees"]?.AsArray() ?? [])
            await Pay(fee!);
        return true;
    }

    private async Task UntilCollected()
    {
        for (var tries = 0; tries < 20; tries++)
        {
            var dossier = await Dossier();
            if ((string?)dossier["phase"] != "draft")
                return;
            await agenda.At(Office.Hours(agenda.Now, 4));
        }

        throw new TimeoutException(
            $"{plan.Number}: the post did not bring the dossier within ten working days."
        );
    }

    private Task<JsonObject> Pay(JsonNode fee) =>
        Act(
            plan.Clerk,
            $"fees/{fee["feeId"]}/payments",
            new
            {
                amount = (long)fee["amount"]!,
                means = plan.Channel == Channel.Counter ? "cash" : "online",
            }
        );

    /// <summary>The result comes back to the citizen, who then says how it went.</summary>
    private async Task TakeBack()
    {
        var dossier = await Dossier();
        if ((int)dossier["status"]! == 9)
        {
            if (plan.Delivery == Delivery.Post)
                dossier = await UntilPosted();
            if ((int)dossier["status"]! == 9)
            {
                if (plan.Procedure != "2.000815")
                    await agenda.At(Office.Hours(agenda.Now, 2));
                await Act(
                    plan.Clerk,
                    "returns",
                    new { how = plan.Delivery == Delivery.Online ? "online" : "counter" }
                );
            }

            dossier = await Dossier();
        }

        tally.Finished(plan, dossier);
        if (plan.Fate == Fate.Question)
            tally.Followed(
                plan,
                await api.Get(plan.Clerk, ResourceNames.Dossiers, $"/v1/dossiers/{_id}/history")
            );
        if ((int)dossier["status"]! == 10 && _lookUpCode is not null && plan.Number % 3 != 0)
            await Rate();
    }

    /// <summary>Status 10 when the addressee has the parcel; still 9 when the carrier brought it back to the office.</summary>
    private async Task<JsonObject> UntilPosted()
    {
        for (var tries = 0; tries < 40; tries++)
        {
            var dossier = await Dossier();
            if ((int)dossier["status"]! == 10 || (string?)dossier["resultAt"] == "backAtOffice")
            {
                if ((int)dossier["status"]! == 9)
                    tally.CameBack(plan);
                return dossier;
            }

            await agenda.At(Office.Hours(agenda.Now, 4));
        }

        throw new TimeoutException(
            $"{plan.Number}: the parcel is under way for more than twenty working days."
        );
    }

    private async Task Rate()
    {
        await agenda.At(Office.Hours(agenda.Now, 1));
        var seen = await api.Post(
            Person.Nobody,
            ResourceNames.Dossiers,
            "/v1/look-ups",
            new { code = _lookUpCode }
        );
        if ((string?)seen["dossier"]?["surveyToken"] is not { } token)
            throw new TimeoutException($"{plan.Number}: no survey was opened.");

        var satisfied = plan.Fate is Fate.Late ? 0 : 1 + plan.Number % 2;
        await api.Post(
            Person.Nobody,
            ResourceNames.Feedback,
            "/v1/surveys/answers",
            new
            {
                token,
                overall = satisfied,
                reason = satisfied == 0 ? "Trả kết quả quá hạn." : null,
            }
        );
        tally.Rated();
    }

    private Task<JsonObject> Dossier() =>
        api.Get(plan.Clerk, ResourceNames.Dossiers, $"/v1/dossiers/{_id}");

    /// <summary>An act on the dossier as it is now; when something else was quicker, on the dossier as it is then.</summary>
    private async Task<JsonObject> Act(Person who, string what, object body)
    {
        for (var tries = 0; ; tries++)
        {
            var version = (int)(await Dossier())["version"]!;
            try
            {
                return await api.Post(
                    who,
                    ResourceNames.Dossiers,
                    $"/v1/dossiers/{_id}/{what}",
                    body,
                    version
                );
            }
            catch (RefusedException stale) when (stale.Status is 412 or 409 && tries < 5)
            {
                // Read again, act again: what a person at a counter does.
            }
        }
    }

    internal static string Camel(Enum value)
    {
        var text = value.ToString();
        return char.ToLower(text[0], CultureInfo.InvariantCulture) + text[1..];
    }
}
