using System.Text.Json;
using HoanKiem.Contracts;
using HoanKiem.Messaging;
using HoanKiem.Testing;

namespace HoanKiem.Reporting.Tests;

/// <summary>The service, which only listens and counts.</summary>
public sealed class ReportingApp() : ServiceApp<Program>(ResourceNames.Reporting)
{
    /// <summary>The on-time table as its answer, e.g. <c>by=month&amp;agency=hang-bac</c>.</summary>
    public async Task<JsonElement> Table(string query) =>
        await (await Officer("leader-1").Get($"/v1/on-time?{query}")).Body();

    /// <summary>The total of the agency's rows, without its name.</summary>
    public async Task<Counts> Total(string agency) =>
        Counts.Of((await Table($"agency={agency}")).GetProperty("total"));

    /// <summary>A figure; 0 when nothing of the kind has happened.</summary>
    public async Task<long> Figure(string name) =>
        (await (await Officer("leader-1").Get("/v1/figures")).Body())
            .GetProperty("items")
            .EnumerateArray()
            .Where(item => item.GetProperty("name").GetString() == name)
            .Select(item => item.GetProperty("value").GetInt64())
            .SingleOrDefault();

    /// <summary>Delivers events one after the other.</summary>
    public async Task<DeliveryOutcome[]> DeliverAll(params IEnumerable<object> events)
    {
        var outcomes = new List<DeliveryOutcome>();
        foreach (var happened in events)
            outcomes.Add(await Deliver(happened));
        return [.. outcomes];
    }
}

/// <summary>One row of the table.</summary>
public sealed record Counts(
    long Received,
    long Early,
    long OnTime,
    long Late,
    long Closed,
    long InProgress,
    long Overdue,
    decimal? OnTimePercent
)
{
    public static Counts Of(JsonElement row) =>
        new(
            row.GetProperty("received").GetInt64(),
            row.GetProperty("early").GetInt64(),
            row.GetProperty("onTime").GetInt64(),
            row.GetProperty("late").GetInt64(),
            row.GetProperty("closed").GetInt64(),
            row.GetProperty("inProgress").GetInt64(),
            row.GetProperty("overdue").GetInt64(),
            row.GetProperty("onTimePercent") is { ValueKind: JsonValueKind.Number } percent
                ? percent.GetDecimal()
                : null
        );

    /// <summary>What always holds of a row.</summary>
    public bool AddsUp =>
        Received == Early + OnTime + Late + Closed + InProgress
        && Overdue <= InProgress
        && new[] { Received, Early, OnTime, Late, Closed, InProgress, Overdue }.All(n => n >= 0);
}
