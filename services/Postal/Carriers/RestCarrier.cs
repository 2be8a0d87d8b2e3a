using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using HoanKiem.ServiceDefaults;
using Microsoft.Extensions.Options;

namespace HoanKiem.Postal.Carriers;

/// <summary>A carrier with a plain REST interface: <c>Idempotency-Key</c> on orders, international event codes (UPU EDI, EMA to EMI).</summary>
internal sealed class RestCarrier(HttpClient http, IOptions<PostalOptions> options) : ICarrier
{
    /// <inheritdoc />
    public string Code => Carrier.Rest.Code;

    /// <inheritdoc />
    public async Task<CarrierAnswer> Order(CarrierOrder order, CancellationToken ct)
    {
        var office = new Place(order.AgencyName, null, order.AgencyName);
        var citizen = new Place(order.Citizen.Name, order.Citizen.Phone, order.Citizen.Address);
        var delivers = order.Errand is Errand.Delivery;
        using var request = Request(HttpMethod.Post, "orders");
        request.Headers.Add("Idempotency-Key", $"\"{order.Key}\"");
        request.Content = JsonContent.Create(
            new Message(
                delivers ? "delivery" : "collection",
                order.Waybill,
                order.OrderNumber,
                order.CashOnDelivery,
                delivers ? office : citizen,
                delivers ? citizen : office
            )
        );
        using var response = await http.SendAsync(request, ct);
        return await Answer(response, ct);
    }

    /// <inheritdoc />
    public async Task<CarrierAnswer> Cancel(string waybill, CancellationToken ct)
    {
        using var request = Request(HttpMethod.Delete, $"orders/{waybill}");
        using var response = await http.SendAsync(request, ct);
        return response.StatusCode is HttpStatusCode.NotFound
            ? new(true)
            : await Answer(response, ct);
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<CarrierReport>> Track(string waybill, CancellationToken ct)
    {
        using var request = Request(HttpMethod.Get, $"tracking/{waybill}");
        using var response = await http.SendAsync(request, ct);
        if (response.StatusCode is HttpStatusCode.NotFound)
            return [];
        response.EnsureSuccessStatusCode();
        var tracking = await response.Content.ReadFromJsonAsync<JsonElement>(ct);
        return
            tracking.ValueKind is JsonValueKind.Object
            && tracking.TryGetProperty("events", out var events)
            && events.ValueKind is JsonValueKind.Array
            ? [.. events.EnumerateArray().Select(e => Read(e).Report).OfType<CarrierReport>()]
            : [];
    }

    /// <inheritdoc />
    public (CarrierReport? Report, Refusal? Refusal) Read(ReadOnlySpan<byte> body) =>
        CallbackJson.Parse(body, out var root) is { } refusal ? (null, refusal) : Read(root);

    private static (CarrierReport? Report, Refusal? Refusal) Read(JsonElement root) =>
        CallbackJson.Read(
            root,
            eventId: "eventId",
            waybill: "trackingNumber",
            code: "eventCode",
            occurredAt: "occurredAt",
            reason: "reason",
            amount: "cashCollected"
        );

    // A carrier that cannot take it now is asked again; one that will not has said so.
    private static async Task<CarrierAnswer> Answer(
        HttpResponseMessage response,
        CancellationToken ct
    )
    {
        if (response.IsSuccessStatusCode)
            return new(true);
        if (
            (int)response.StatusCode >= 500
            || response.StatusCode
                is HttpStatusCode.TooManyRequests
                    or HttpStatusCode.RequestTimeout
                    or HttpStatusCode.Unauthorized
        )
            response.EnsureSuccessStatusCode();
        var reason = await response.Content.ReadAsStringAsync(ct);
        return new(false, $"{(int)response.StatusCode} {reason}");
    }

    private HttpRequestMessage Request(HttpMethod method, string path)
    {
        var account = options.Value.Carriers[Code];
        var request = new HttpRequestMessage(method, $"{account.Url.TrimEnd('/')}/{path}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", account.Token);
        return request;
    }

    private sealed record Place(string Name, string? Phone, string Address);

    private sealed record Message(
        string Service,
        string TrackingNumber,
        string Reference,
        long CashOnDelivery,
        Place From,
        Place To
    );
}
