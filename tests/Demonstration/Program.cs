using System.Diagnostics;
using HoanKiem.Contracts;
using HoanKiem.Demonstration;
using HoanKiem.SignIn;

// Plays two mornings and the days after them through the public APIs of all services, in fast time, and says whether
// everything that was promised happened: its exit code is that answer.
var settings = new ConfigurationBuilder().AddEnvironmentVariables().Build();
if (settings.GetValue("Demonstration:Skip", false))
    return 0;

Console.OutputEncoding = System.Text.Encoding.UTF8;
var watch = Stopwatch.StartNew();
var system = TimeProvider.System;
using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};

var clockFile =
    settings["BusinessClock:File"]
    ?? throw new InvalidOperationException("BusinessClock:File is not set.");
var clock = new ClockFile(clockFile, system);
var diary = Diary.Beside(clockFile);
using var api = new Api(settings, system);
var quiet = new Quiet(api, new Person("operator.one-stop", "officer"));
var procedures = new Procedures(api);
(string Name, IReadOnlyList<Planned> Plan)[] mornings =
[
    ("Thứ Ba 14/05/2019, quận và 18 phường", Mornings.Of(Mornings.Tuesday(), settings)),
    ("Thứ Hai 23/11/2026, 5 phường và Trung tâm", Mornings.Of(Mornings.Monday(), settings)),
];

// Time moves only once: what was played before is found again, and what was interrupted is not played over it.
var playedBefore = File.Exists(clockFile) && await AnythingSaid();
var tally = playedBefore ? diary.Read() : new Tally();
if (tally is null)
{
    Console.WriteLine(
        "Lần diễn trước bị ngắt giữa chừng; dữ liệu vẫn còn. Chạy với --fresh để diễn lại từ đầu."
    );
    Console.WriteLine(
        "(The mornings were interrupted the last time; their data is still here. --fresh plays them from the beginning.)"
    );
    Printed.Addresses(settings);
    return Ended(1);
}

if (playedBefore)
    Console.WriteLine(
        "Hai buổi sáng đã diễn trước đây; dữ liệu còn đây. (The mornings were played before; their data is here.)"
    );
else
{
    diary.Clear();
    foreach (var (name, plan) in mornings)
        await Play(name, plan);
}

await quiet.Wait(stop.Token);
var leader = new Person("leader.hoan-kiem.2025", "officer");
var summary = await Summary.Of(
    api,
    quiet,
    tally,
    mornings,
    watch.Elapsed.TotalSeconds,
    settings["Demonstration:Orchestrator"] ?? "LocalRunner",
    leader
);
Printed.Summary(summary);
if (!playedBefore)
    diary.Keep(tally);
Printed.OneDossier(mornings[0].Plan.First(p => p is { Fate: Fate.Question }), tally);
Printed.Addresses(settings);
if (settings["Demonstration:Report"] is { Length: > 0 } file)
    await summary.WriteTo(file);
return Ended(summary.Broken.Count == 0 ? 0 : 1);

async Task Play(string name, IReadOnlyList<Planned> plan)
{
    clock.MoveTo(plan.Min(p => p.At).AddMinutes(-10));
    await quiet.Wait(stop.Token);
    var progress = new Progress(tally, name, plan.Count);
    using var agenda = new Agenda(clock, quiet.Wait, atOnce: 8);
    agenda.Moved += progress.Show;
    var work = new Work(api, agenda, tally, procedures);
    var lives = Task.WhenAll(
        plan.Select(p =>
            agenda.Live(() => new Life(p, api, agenda, work, tally, procedures).Play())
        )
    );
    await agenda.Run(lives, stop.Token);
    progress.End();
}

async Task<bool> AnythingSaid()
{
    await quiet.Wait(stop.Token);
    return (await quiet.All())[ResourceNames.Dossiers].Published > 0;
}

int Ended(int code)
{
    if (settings["Demonstration:ExitCode"] is { Length: > 0 } exit)
        File.WriteAllText(exit, code.ToString(System.Globalization.CultureInfo.InvariantCulture));
    return code;
}
