using System.Net;

namespace HoanKiem.LocalRunner.Sample;

/// <summary>A service that writes into the journal of the test when it starts, becomes healthy and is asked to end.</summary>
internal static class Service
{
    public static async Task Serve(string name, TimeSpan healthyAfter, int diesAfter)
    {
        Note($"started {name}");
        using var listener = new HttpListener();
        listener.Prefixes.Add(Environment.GetEnvironmentVariable("ASPNETCORE_URLS") + "/");
        listener.Start();
        var since = System.Diagnostics.Stopwatch.StartNew();
        var answered = false;
        while (true)
        {
            var request = await listener.GetContextAsync();
            var healthy = since.Elapsed >= healthyAfter;
            request.Response.StatusCode = healthy ? 200 : 503;
            request.Response.Close();
            if (!healthy || answered)
                continue;
            answered = true;
            Note(
                $"healthy {name} {Environment.GetEnvironmentVariable("services__first__http__0")}"
            );
            if (diesAfter > 0)
                _ = Task.Delay(diesAfter)
                    .ContinueWith(_ => Environment.Exit(5), TaskScheduler.Default);
        }
    }

    public static void Note(string line) =>
        File.AppendAllText(
            Environment.GetEnvironmentVariable("SAMPLE_JOURNAL")!,
            $"{line} ;{Environment.ProcessId}\n"
        );
}
