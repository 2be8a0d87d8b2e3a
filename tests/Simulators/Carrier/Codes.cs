using System.Text.Json.Nodes;

namespace HoanKiem.Simulators.Carrier;

/// <summary>How each of the two carriers says what happened.</summary>
internal static class Codes
{
    /// <summary>The event as the carrier's interface tells it.</summary>
    public static JsonObject Tell(Item item, Happening happening) =>
        item.Carrier == "vnpost" ? VnPost(item, happening) : Rest(item, happening);

    private static JsonObject VnPost(Item item, Happening happening) =>
        new()
        {
            ["EventId"] = happening.EventId,
            ["ItemCode"] = item.Waybill,
            ["OrderNumber"] = item.OrderNumber,
            ["StatusCode"] = item.Collection
                ? VnPostCollection(happening.Step)
                : VnPostDelivery(happening.Step),
            ["StatusDate"] = Local(happening.At),
            ["Reason"] = happening.Reason,
            ["CODAmount"] = happening.Cash,
        };

    private static JsonObject Rest(Item item, Happening happening) =>
        new()
        {
            ["eventId"] = happening.EventId,
            ["trackingNumber"] = item.Waybill,
            ["eventCode"] = RestCode(happening.Step, item.Collection),
            ["occurredAt"] = Local(happening.At),
            ["reason"] = happening.Reason,
            ["cashCollected"] = happening.Cash,
        };

    private static string VnPostDelivery(Step step) =>
        step switch
        {
            Step.PickedUp => "70",
            Step.InTransit => "80",
            Step.OutForDelivery => "90",
            Step.Attempted => "91",
            Step.Delivered => "100",
            Step.CashCollected => "120",
            Step.Returning => "161",
            Step.Returned => "170",
            Step.Lost => "190",
            Step.Cancelled => "60",
            _ => "20",
        };

    private static string VnPostCollection(Step step) =>
        step switch
        {
            Step.Collecting => "2",
            Step.Collected => "3",
            Step.Cancelled => "4",
            Step.Lost => "190",
            _ => "1",
        };

    private static string RestCode(Step step, bool collection) =>
        step switch
        {
            Step.PickedUp => "EMA",
            Step.InTransit => "EMC",
            Step.OutForDelivery => "EDG",
            Step.Attempted => "EMH",
            Step.Delivered => "EMI",
            Step.CashCollected => "COD",
            Step.Returning => "RTG",
            Step.Returned => "RTS",
            Step.Lost => "LST",
            Step.Cancelled => "CAN",
            Step.Collecting => "COL",
            Step.Collected => "HND",
            _ => collection ? "REG" : "EMA",
        };

    private static string Local(DateTimeOffset at) =>
        at.ToOffset(TimeSpan.FromHours(7))
            .ToString(
                "yyyy-MM-ddTHH:mm:ss.fffzzz",
                System.Globalization.CultureInfo.InvariantCulture
            );
}
