using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace HoanKiem.Simulators.NationalPortal;

/// <summary>Hands a citizen's dossier to the one-stop, signed by the rules of Standard Webhooks 1.0.0, and again when no answer came.</summary>
internal sealed class HandOver(HttpClient http, IConfiguration settings, TimeProvider clock)
{
    private const int Tries = 5;

    public async Task<(int Status, JsonNode? Body)> Send(
        string code,
        JsonNode dossier,
        CancellationToken ct
    )
    {
        var address =
            settings["services:dossiers:http:0"]
            ?? throw new InvalidOperationException(
                "services:dossiers:http:0 says where the one-stop is; it is not set."
            );
        var body = Encoding.UTF8.GetBytes(dossier.ToJsonString());

        for (var attempt = 1; ; attempt++)
        {
            try
            {
                using var request = new HttpRequestMessage(
                    HttpMethod.Post,
                    new Uri(new Uri(address), "/v1/national-portal/dossiers")
                )
                {
                    Content = new ByteArrayContent(body),
                };
                request.Content.Headers.ContentType = new("application/json");
                Sign(request, code, body);
                using var response = await http.SendAsync(request, ct);
                var text = await response.Content.ReadAsStringAsync(ct);
                return ((int)response.StatusCode, text.Length == 0 ? null : JsonNode.Parse(text));
            }
            catch (HttpRequestException) when (attempt < Tries)
            {
                // No answer is not a refusal: the same message goes out again under the same id.
            }
        }
    }

    private void Sign(HttpRequestMessage request, string code, byte[] body)
    {
        var secret = settings.GetValue(
            "NationalPortal:WebhookSecret",
            "whsec_ZGV2ZWxvcG1lbnQtb25seS1uYXRpb25hbA=="
        );
        var key = Convert.FromBase64String(secret["whsec_".Length..]);
        var timestamp = clock
            .GetUtcNow()
            .ToUnixTimeSeconds()
            .ToString(CultureInfo.InvariantCulture);
        var id = "dossier_" + code.Replace('.', '_');
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{id}.{timestamp}."), .. body];
        request.Headers.Add("webhook-id", id);
        request.Headers.Add("webhook-timestamp", timestamp);
        request.Headers.Add(
            "webhook-signature",
            "v1," + Convert.ToBase64String(HMACSHA256.HashData(key, signed))
        );
    }
}
