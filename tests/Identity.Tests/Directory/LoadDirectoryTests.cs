using System.Globalization;
using HoanKiem.Contracts.Identity.V1;

namespace HoanKiem.Identity.Tests.Directory;

public sealed class LoadDirectoryTests(IdentityApp app) : IClassFixture<IdentityApp>
{
    [Fact]
    public async Task The_directory_is_loaded_and_published_once_however_often_the_service_starts()
    {
        await IdentityApp.Loaded(app.Services);
        var first = await app.ReadEventLog();
        Assert.Equal(IdentityApp.Seed.Count, first.Count);
        Assert.All(first, said => Assert.True(said.Is<OfficerAppointed>()));
        Assert.All(first, said => Assert.Equal(1, said.Sequence));

        // Another instance on the same database.
        await using var second = app.WithWebHostBuilder(_ => { });
        await IdentityApp.Loaded(second.Services);

        Assert.Equal(
            first.Select(said => said.EventId),
            (await app.ReadEventLog()).Select(said => said.EventId)
        );
        Assert.Equal(
            IdentityApp.Seed.Count,
            await app.Scalar<long>("select count(*) from appointment")
        );
        Assert.Equal(IdentityApp.Seed.Count, await app.Scalar<long>("select count(*) from reach"));
    }

    [Fact]
    public async Task Instances_that_start_at_the_same_moment_take_turns()
    {
        await using var empty = new IdentityApp();
        await empty.InitializeAsync();
        await using var second = empty.WithWebHostBuilder(_ => { });

        await Task.WhenAll(
            Task.Run(() => IdentityApp.Loaded(empty.Services)),
            Task.Run(() => IdentityApp.Loaded(second.Services))
        );

        Assert.Equal(IdentityApp.Seed.Count, (await empty.ReadEventLog()).Count);
    }

    [Fact]
    public async Task What_is_published_is_what_the_file_says()
    {
        await IdentityApp.Loaded(app.Services);

        var said = (await app.Said<OfficerAppointed>()).Select(appointed =>
            string.Join(
                ',',
                appointed.Subject,
                appointed.Agency,
                appointed.Role.ToString().ToLowerInvariant(),
                appointed.From.ToString("O", CultureInfo.InvariantCulture),
                appointed.To?.ToString("O", CultureInfo.InvariantCulture)
            )
        );

        Assert.Equal(
            IdentityApp.Seed.Select(line => line.ToLowerInvariant()).Order(StringComparer.Ordinal),
            said.Select(line => line.ToLowerInvariant()).Order(StringComparer.Ordinal)
        );
    }
}
