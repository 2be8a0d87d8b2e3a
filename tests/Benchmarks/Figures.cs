using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace HoanKiem.Benchmarks;

/// <summary>Everything that was measured in this run: the table and the files.</summary>
internal sealed class Figures(string folder, TimeProvider clock)
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
    private readonly Dictionary<string, (Measured Figure, string Load)> _all = [];

    public void Add(params IEnumerable<Measured> figures)
    {
        foreach (var figure in figures)
        {
            _all[figure.Key] = (figure, Machine.Load());
            Say.Line(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"  {figure.Key} = {Text(figure.Value)}{(figure.Void is null ? "" : " void: " + figure.Void)}; {figure.Note}"
                )
            );
        }
        Write();
    }

    /// <summary>Exactly the keys of the table and, beside them, <c>void</c>; how they came about is in a file of its own.</summary>
    private void Write()
    {
        var values = new JsonObject();
        var without = new JsonObject();
        foreach (var key in Key.All)
        {
            var figure = _all.GetValueOrDefault(key.Name).Figure;
            values[key.Name] = figure?.Value is { } value ? Math.Round(value, 3) : null;
            if (figure?.Value is null)
                without[key.Name] = figure?.Void ?? "not run";
        }
        values["void"] = without;
        File.WriteAllText(
            Path.Combine(folder, "benchmarks.json"),
            values.ToJsonString(Indented) + "\n"
        );

        var notes = new JsonObject
        {
            ["at"] = clock.GetUtcNow().ToString("O", CultureInfo.InvariantCulture),
            ["machine"] = Machine.Describe(),
        };
        foreach (var (key, (figure, load)) in _all)
            notes[key] = new JsonObject
            {
                ["value"] = figure.Value,
                ["baselineHalves"] = figure.Spread,
                ["note"] = figure.Note,
                ["void"] = figure.Void,
                ["load"] = load,
            };
        File.WriteAllText(
            Path.Combine(folder, "benchmarks-notes.json"),
            notes.ToJsonString(Indented) + "\n"
        );
    }

    public void Print()
    {
        Say.Line("");
        Say.Line(Machine.Describe());
        Row("key", "measured", "to reach", "aim", "verdict", "halves", "load");
        foreach (var key in Key.All)
        {
            if (!_all.TryGetValue(key.Name, out var measured))
                continue;
            var (figure, load) = measured;
            var verdict = figure.Value switch
            {
                null => "void: " + figure.Void,
                _ when key.ToReach is null => "reported",
                { } value => key.IsReachedBy(value) ? "reached" : "NOT reached",
            };
            var sign = key.MoreIsBetter ? "≥ " : "≤ ";
            Row(
                key.Name,
                Text(figure.Value),
                key.ToReach is { } wanted ? sign + Text(wanted) : "–",
                key.Aim is { } aim ? sign + Text(aim) : "–",
                verdict,
                figure.Spread is { } spread
                    ? spread.ToString("P0", CultureInfo.InvariantCulture)
                    : "–",
                load
            );
        }
    }

    private static void Row(params ReadOnlySpan<string> cells) =>
        Say.Line(
            $"{cells[0], -26}{cells[1], 10}  {cells[2], -10}{cells[3], -10}{cells[4], -14}{cells[5], 7}  {cells[6]}"
        );

    private static string Text(double? value) =>
        value switch
        {
            null => "–",
            >= 1000 => value.Value.ToString("N0", CultureInfo.InvariantCulture),
            >= 100 => value.Value.ToString("F0", CultureInfo.InvariantCulture),
            _ => value.Value.ToString("0.##", CultureInfo.InvariantCulture),
        };
}

/// <summary>Lines on the console.</summary>
internal static class Say
{
    public static void Line(string text) => Console.WriteLine(text);
}
