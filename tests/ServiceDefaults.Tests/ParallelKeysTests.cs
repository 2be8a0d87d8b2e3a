using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using CsCheck;
using HoanKiem.Testing;

namespace HoanKiem.ServiceDefaults.Tests;

/// <summary>Requests with the same keys at the same moment are answered as they would have been in some order, one after another.</summary>
public sealed class ParallelKeysTests(SampleApp app) : IClassFixture<SampleApp>
{
    [Fact]
    public void Requests_at_once_are_answered_as_in_some_order_and_each_key_has_one_effect() =>
        Gen.Const(0)
            .Select(_ => new Keys(app))
            .SampleParallel(
                Gen.Select(Gen.Long, Gen.Int[0, 1], Gen.Int[0, 1])
                    .Operation<Keys>(
                        act => act.ToString(),
                        (keys, act) => keys.Send(act.Item1, act.Item2, act.Item3)
                    ),
                equal: (one, other) => one.Story() == other.Story(),
                maxSequentialOperations: 2,
                maxParallelOperations: 4,
                iter: 40,
                threads: 4,
                print: keys => keys.Story()
            );

    /// <summary>Two keys of a citizen whom nobody else is, and two requests.</summary>
    private sealed class Keys(SampleApp app)
    {
        private readonly string _mark = Guid.NewGuid().ToString("N");
        private readonly ConcurrentDictionary<long, string> _answers = new();
        private readonly ConcurrentDictionary<(int Key, string Id), bool> _made = new();

        public void Send(long act, int key, int what) =>
            SendAsync(act, key, what).GetAwaiter().GetResult();

        private async Task SendAsync(long act, int key, int what)
        {
            using var citizen = app.Citizen(_mark);
            HttpResponseMessage answer;
            do answer = await citizen.PostJson(
                "/v1/things",
                new { title = $"Việc {what}", agency = "hang-bac" },
                $"{_mark}-{key}"
            );
            while (answer.StatusCode == HttpStatusCode.Conflict);
            using var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
            if (answer.StatusCode == HttpStatusCode.Created)
                _made[(key, body.RootElement.GetProperty("id").GetString()!)] = true;
            _answers[act] =
                answer.StatusCode == HttpStatusCode.Created ? "done" : Type(body.RootElement);
        }

        /// <summary>Which act was answered how, and how many things a key has made.</summary>
        public string Story() =>
            string.Join(
                ' ',
                _answers
                    .OrderBy(answer => answer.Key)
                    .Select(answer => $"{answer.Key}: {answer.Value};")
            )
            + string.Join(
                ' ',
                _made
                    .Keys.GroupBy(made => made.Key)
                    .Select(of => $"key {of.Key} made {of.Count()}")
                    .Order()
            );

        private static string Type(JsonElement body) => body.GetProperty("type").GetString()!;
    }
}
