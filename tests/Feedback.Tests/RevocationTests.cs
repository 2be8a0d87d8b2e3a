using System.Net;
using System.Net.Http.Headers;
using HoanKiem.Contracts;
using HoanKiem.Contracts.Feedback.V1;
using HoanKiem.Contracts.Identity.V1;
using HoanKiem.Testing;

namespace HoanKiem.Feedback.Tests;

/// <summary>
/// An appointment ends while its officer acts, by a request that reads first and changes in a transaction of its own: it is all done or nothing of it.
/// </summary>
public sealed class RevocationTests(FeedbackApp app) : IClassFixture<FeedbackApp>
{
    private const string Officer = "officer-until-now";
    private const string Agency = "hoan-kiem";

    [Fact]
    public async Task An_appointment_that_ends_while_its_officer_acts_lets_all_of_it_happen_or_nothing()
    {
        var meanwhile = new Meanwhile();
        await using var service = meanwhile.In(app);
        using var officer = service.CreateClient();
        officer.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Bearer",
            Tokens.Of(Officer, "officer", ResourceNames.Feedback, app.Clock.GetUtcNow(), 3)
        );

        var (before, after) = (0, 0);
        for (var step = 0; ; step++)
        {
            var report = await Lodged();
            var appointment = await Appointed();
            meanwhile.Arrange(step, () => Ended(appointment));

            var answer = await Answer(officer, report);

            if (await meanwhile.HappensOnlyNow())
            {
                Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
                break;
            }

            var done = answer.StatusCode == HttpStatusCode.OK;
            // Whoever had the report before them is told that it is not as it was; whoever had not, that it is not there.
            if (answer.StatusCode == HttpStatusCode.Conflict)
                await answer.ShouldBeRefused("conflict", 409);
            else if (!done)
                await answer.ShouldBeRefused("report-unknown", 404);
            (before, after) = done ? (before + 1, after) : (before, after + 1);
            await Holds(report, done);

            await (await Answer(officer, report)).ShouldBeRefused("report-unknown", 404);
            await Holds(report, done);
        }

        Assert.True(before > 0 && after > 0, $"{before} before, {after} after");
    }

    private async Task Holds(Guid report, bool done)
    {
        var count = done ? 1 : 0;
        Assert.Equal(
            count,
            await app.Scalar<long>(
                $"select count(*) from report where id = '{report}' and answered_at is not null"
            )
        );
        Assert.Equal(count, (await app.Said<ReportAnswered>(report.ToString())).Count);
        Assert.Equal(
            count,
            await app.Scalar<long>(
                $"""
                select count(*) from (
                    select operation, wrote, objects from audit_unsealed union all select operation, wrote, objects from audit
                ) entry where operation = 'AnswerReport' and wrote and '{report}' = any (objects)
                """
            )
        );
    }

    private static Task<HttpResponseMessage> Answer(HttpClient officer, Guid report) =>
        officer.SendJson(
            HttpMethod.Post,
            $"/v1/reports/{report}/answer",
            new { answer = "Cảm ơn." },
            1
        );

    private async Task<Guid> Lodged() => (
            await (
                await app.Citizen()
                    .PostJson(
                        "/v1/reports",
                        new
                        {
                            agency = Agency,
                            kind = "waste",
                            title = "Rác trước nhà",
                            content = "Rác trước nhà số 12",
                        }
                    )
            ).Body()
        ).GetProperty("id").GetGuid();

    private async Task<Guid> Appointed()
    {
        var appointment = Guid.NewGuid();
        await app.Deliver(
            new OfficerAppointed(
                appointment,
                1,
                app.Clock.GetUtcNow(),
                Officer,
                Agency,
                OfficerRole.PetitionOfficer,
                new(2026, 1, 1),
                null
            )
        );
        return appointment;
    }

    private async Task Ended(Guid appointment) =>
        await app.Deliver(
            new AppointmentEnded(appointment, 2, app.Clock.GetUtcNow(), new(2026, 11, 22))
        );
}
