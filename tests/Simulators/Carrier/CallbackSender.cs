using System.Net.Http.Headers;
using System.Text;
using HoanKiem.ServiceDefaults;

namespace HoanKiem.Simulators.Carrier;

/// <summary>Sends callbacks when their moment of business time has come; tries again until it is answered with 2xx, with the same id.</summary>
internal sealed class CallbackSender(
    Depot depot,
    Settings settings,
    TimeProvider system,
    IHttpClientFactory clients,
    ILogger<CallbackSender> log
) : BackgroundService
{
    private const int MostAttempts = 8;
    private readonly List<(Call Call, int Attempts, DateTimeOffset NotBefore)> _again = [];

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var now = system.GetUtcNow();
            var again = _again.Where(waiting => waiting.NotBefore <= now).ToList();
            _again.RemoveAll(again.Contains);
            foreach (var call in depot.Due())
                await Send(call, 1, stoppingToken);
            foreach (var (call, attempts, _) in again)
                await Send(call, attempts + 1, stoppingToken);
            await Task.Delay(100, stoppingToken);
        }
    }

    private async Task Send(Call call, int attempt, CancellationToken ct)
    {
        try
        {
            var url =
                $"{settings.CallbackUrl?.TrimEnd('/')}/v1/carriers/{call.Item.Carrier}/callbacks";
            var body = Encoding.UTF8.GetBytes(Codes.Tell(call.Item, call.Happening).ToJsonString());
            using var message = new HttpRequestMessage(HttpMethod.Post, url);
            message.Content = new ByteArrayContent(body);
            message.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            WebhookSignature.Sign(
                message,
                settings.Secret,
                call.WebhookId,
                system.GetUtcNow(),
                body
            );
            using var client = clients.CreateClient(nameof(CallbackSender));
            using var answer = await client.SendAsync(message, ct);
            if (answer.IsSuccessStatusCode)
            {
                depot.Answered();
                return;
            }

            log.LogInformation("{Url} answered {Status}", url, (int)answer.StatusCode);
        }
        catch (Exception fault) when (!ct.IsCancellationRequested)
        {
            log.LogInformation("A callback failed: {Fault}", fault.Message);
        }

        if (attempt < MostAttempts)
            _again.Add((call, attempt, system.GetUtcNow().AddSeconds(Math.Pow(2, attempt))));
    }
}
