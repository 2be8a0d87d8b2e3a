using System.Text.Json;
using HoanKiem.ServiceDefaults;
using Microsoft.Extensions.Options;

namespace HoanKiem.Postal.Carriers;

/// <summary>
/// VNPost as one-stop systems reach it through the city's integration platform (LGSP): one order message for both errands, answers
/// <c>Status</c> 100 (taken) and 101 (taken before); anything else is a no with its reason.
/// </summary>
internal sealed class VnPostCarrier(HttpClient http, IOptions<PostalOptions> options) : ICarrier
{
    private static readonly JsonSerializerOptions AsNamed = new();

    /// <inheritdoc />
    public string Code => Carrier.VnPost.Code;

    /// <inheritdoc />
    public async Task<CarrierAnswer> Order(CarrierOrder order, CancellationToken ct)
    {
        var delivers = order.Errand is Errand.Delivery;
        var citizen = order.Citizen;
        var message = new Message(
            CustomerCode: options.Value.Carriers[Code].CustomerCode,
            ItemCode: order.Waybill,
            OrderNumber: order.OrderNumber,
            CODAmount: order.CashOnDelivery,
            // Province 10 is Hà Nội in VNPost's own list, which is not that of the statistics office.
            SenderProvince: "10",
            SenderDistrict: "",
            SenderAddress: delivers ? order.AgencyName : citizen.Address,
            SenderName: delivers ? order.AgencyName : citizen.Name,
            SenderEmail: "",
            SenderTel: delivers ? "" : citizen.Phone ?? "",
            SenderDesc: order.Key,
            Description: delivers ? "Trả kết quả hồ sơ" : "Thu gom hồ sơ",
            ReceiverName: delivers ? citizen.Name : order.AgencyName,
            ReceiverAddress: delivers ? citizen.Address : order.AgencyName,
            ReceiverTel: delivers ? citizen.Phone ?? "" : "",
            ReceiverProvince: "10",
            ReceiverDistrict: "",
            ReceiverEmail: "",
            FlagConfig: 2,
            govAgencyCode: delivers ? null : order.AgencyId,
            govAgencyName: delivers ? null : order.AgencyName
        );
        var answer = await Send(HttpMethod.Post, "orders", message, ct);
        return answer.Status is "100" or "101" ? new(true) : new(false, answer.Message);
    }

    /// <inheritdoc />
    public async Task<CarrierAnswer> Cancel(string waybill, CancellationToken ct)
    {
        var answer = await Send(HttpMethod.Post, $"orders/{waybill}/cancel", null, ct);
        return answer.Status is "100" or "101" ? new(true) : new(false, answer.Message);
    }

    /// <inheritdoc />
    public async Task<IReadOnlyList<CarrierReport>> Track(string waybill, CancellationToken ct)
    {
        using var request = Request(HttpMethod.Get, $"orders/{waybill}/tracking");
        using var response = await http.SendAsync(request, ct);
        if (response.StatusCode is System.Net.HttpStatusCode.NotFound)
            return [];
        response.EnsureSuccessStatusCode();
        var events = await response.Content.ReadFromJsonAsync<JsonElement[]>(AsNamed, ct) ?? [];
        return [.. events.Select(e => Read(e).Report).OfType<CarrierReport>()];
    }

    /// <inheritdoc />
    public (CarrierReport? Report, Refusal? Refusal) Read(ReadOnlySpan<byte> body) =>
        CallbackJson.Parse(body, out var root) is { } refusal ? (null, refusal) : Read(root);

    private static (CarrierReport? Report, Refusal? Refusal) Read(JsonElement root) =>
        CallbackJson.Read(
            root,
            eventId: "EventId",
            waybill: "ItemCode",
            code: "StatusCode",
            occurredAt: "StatusDate",
            reason: "Reason",
            amount: "CODAmount"
        );

    private async Task<Answer> Send(
        HttpMethod method,
        string path,
        Message? message,
        CancellationToken ct
    )
    {
        using var request = Request(method, path);
        if (message is not null)
            request.Content = JsonContent.Create(message, options: AsNamed);
        using var response = await http.SendAsync(request, ct);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadFromJsonAsync<Answer>(AsNamed, ct)
            ?? throw new HttpRequestException("The carrier answered with nothing.");
    }

    private HttpRequestMessage Request(HttpMethod method, string path)
    {
        var account = options.Value.Carriers[Code];
        var request = new HttpRequestMessage(method, $"{account.Url.TrimEnd('/')}/{path}");
        request.Headers.Add("access_token", account.Token);
        return request;
    }

    // The names are VNPost's.
    private sealed record Message(
        string CustomerCode,
        string ItemCode,
        string OrderNumber,
        long CODAmount,
        string SenderProvince,
        string SenderDistrict,
        string SenderAddress,
        string SenderName,
        string SenderEmail,
        string SenderTel,
        string SenderDesc,
        string Description,
        string ReceiverName,
        string ReceiverAddress,
        string ReceiverTel,
        string ReceiverProvince,
        string ReceiverDistrict,
        string ReceiverEmail,
        int FlagConfig,
        string? govAgencyCode,
        string? govAgencyName
    );

    private sealed record Answer(string Status, string? Message);
}
