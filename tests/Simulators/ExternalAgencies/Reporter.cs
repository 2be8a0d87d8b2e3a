using System.Net.Http.Headers;
using System.Text.Json;
using HoanKiem.ServiceDefaults;

namespace HoanKiem.Simulators.ExternalAgencies;

/// <summary>Sends one signed report.</summary>
internal sealed class Reporter(HttpClient http, Behaviour behaviour, TimeProvider clock)
{
    /// <summary>False when it has to be sent again.</summary>
    public async Task<bool> Send(Matter matter, Report report, CancellationToken ct)
    {
        if (behaviour.Now().CallbackUrl is not { Length: > 0 } url)
            return true;
        var state = matter.Final(report.State);
        var body = JsonSerializer.SerializeToUtf8Bytes(
            new
            {
                reference = matter.Order.Reference,
                externalId = matter.ExternalId,
                state,
                occurredAt = report.OccurredAt,
                resultNumber = state == "completed" ? matter.ResultNumber : null,
                reasonCode = state == "refused" ? "not-eligible" : null,
            }
        );
        using var request = new HttpRequestMessage(
            HttpMethod.Post,
            $"{url.TrimEnd('/')}/v1/external-systems/{matter.System}/callbacks"
        )
        {
            Content = new ByteArrayContent(body),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        WebhookSignature.Sign(request, behaviour.Secret, report.Id, clock.GetUtcNow(), body);
        try
        {
            using var answer = await http.SendAsync(request, ct);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception fault)
            when (fault is HttpRequestException or TaskCanceledException
                && !ct.IsCancellationRequested
            )
        {
            return false;
        }
    }
}

/// <summary>The clerk of the simulator: looks four times a second which reports are due.</summary>
internal sealed class Office(Register register, Reporter reporter, ILogger<Office> log)
    : BackgroundService
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(250);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Tick);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
                foreach (var (matter, report) in register.Due())
                    if (!await reporter.Send(matter, report, stoppingToken))
                    {
                        log.LogInformation(
                            "Report {Report} was not taken; it is sent again.",
                            report.Id
                        );
                        register.Again(matter, report);
                    }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The process stops.
        }
    }
}
