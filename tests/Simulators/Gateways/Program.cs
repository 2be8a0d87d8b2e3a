using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

// The e-mail and SMS gateways, as a process that speaks HTTP like the real ones: a message is taken once for each reference,
// and now and then the gateway is out of order for a moment, so that senders must try again.
var builder = WebApplication.CreateBuilder(args);
builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
var app = builder.Build();

var taken = new ConcurrentDictionary<string, Taken>();
var attempts = new ConcurrentDictionary<string, int>();
var failFirst = builder.Configuration.GetValue("Gateways:FailFirstPercent", 10);

app.MapGet("/health", () => Results.Ok());
app.MapPost("/sms", (Message message) => Take("sms", message));
app.MapPost("/email", (Message message) => Take("email", message));
app.MapGet(
    "/messages/count",
    () =>
        new { total = taken.Count, byChannel = taken.Values.CountBy(t => t.Channel).ToDictionary() }
);
app.MapGet(
    "/messages",
    (string to) => taken.Values.Where(t => t.Message.To == to).OrderBy(t => t.Id)
);
app.Run();

IResult Take(string channel, Message message)
{
    if (string.IsNullOrWhiteSpace(message.To) || string.IsNullOrWhiteSpace(message.Reference))
        return Results.BadRequest(new { error = "to and reference are required" });

    // Which references fail at the first try depends on the reference alone: the same run fails in the same way.
    var unlucky = SHA256.HashData(Encoding.UTF8.GetBytes(message.Reference))[0] % 100 < failFirst;
    if (attempts.AddOrUpdate(message.Reference, 1, (_, tries) => tries + 1) == 1 && unlucky)
        return Results.StatusCode(StatusCodes.Status503ServiceUnavailable);

    var entry = taken.GetOrAdd(
        message.Reference,
        reference => new Taken(Guid.CreateVersion7(), channel, message)
    );
    return Results.Ok(new { id = entry.Id });
}

/// <summary>What a sender hands over.</summary>
/// <param name="To">E.164 number or e-mail address.</param>
/// <param name="Text">The words, Vietnamese first.</param>
/// <param name="Reference">Sender's own reference: the same one is taken once.</param>
internal sealed record Message(string To, string Text, string Reference);

/// <summary>A message that was taken.</summary>
internal sealed record Taken(Guid Id, string Channel, Message Message);
