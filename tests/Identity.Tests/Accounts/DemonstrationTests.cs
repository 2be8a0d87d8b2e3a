using System.Text.Json;
using HoanKiem.SignIn;
using Microsoft.Extensions.DependencyInjection;

namespace HoanKiem.Identity.Tests.Accounts;

/// <summary>The people of the demonstration, and the file with their passwords.</summary>
public sealed class DemonstrationTests(IdentityApp app) : IClassFixture<IdentityApp>
{
    [Fact]
    public async Task The_file_says_everything_that_one_needs_to_sign_in_and_only_its_owner_can_read_it()
    {
        await app.Prepared();
        var entries = JsonSerializer.Deserialize<List<JsonElement>>(
            await File.ReadAllTextAsync(app.AccountsFile, TestContext.Current.CancellationToken)
        )!;
        string Text(JsonElement entry, string name) =>
            entry.TryGetProperty(name, out var value) ? value.GetString()! : "";

        if (!OperatingSystem.IsWindows())
            Assert.Equal(
                UnixFileMode.UserRead | UnixFileMode.UserWrite,
                File.GetUnixFileMode(app.AccountsFile)
            );
        var clerk = entries.Single(entry => Text(entry, "userName") == "clerk.hoan-kiem.2025");
        Assert.Equal("officer", Text(clerk, "kind"));
        Assert.Equal("hoan-kiem", Text(clerk, "agency"));
        Assert.Equal("clerk", clerk.GetProperty("roles")[0].GetString());
        Assert.Equal(32, Text(clerk, "password").Length);
        var carrier = entries.Single(entry => Text(entry, "clientId") == "vnpost");
        Assert.Equal("client", Text(carrier, "kind"));
        Assert.Equal("postal", carrier.GetProperty("scopes")[0].GetString());
        foreach (
            var role in new[]
            {
                "clerk",
                "specialist",
                "leader",
                "inspector",
                "petitionOfficer",
                "administrator",
            }
        )
            Assert.Contains(
                entries,
                entry => entry.GetProperty("roles").EnumerateArray().Any(r => r.GetString() == role)
            );
        var secrets = entries
            .Select(entry => Text(entry, "password") + Text(entry, "secret"))
            .Where(secret => secret.Length > 0)
            .ToList();
        Assert.Equal(secrets.Count, secrets.Distinct().Count());
    }

    [Fact]
    public async Task A_second_start_keeps_the_passwords_and_without_the_file_there_are_new_ones()
    {
        await app.Prepared();
        var before = app.Accounts.SecretOf("citizen.060");
        await Start();
        Assert.Equal(before, app.Accounts.SecretOf("citizen.060"));

        File.Delete(app.AccountsFile);
        await Start();
        Assert.NotEqual(before, app.Accounts.SecretOf("citizen.060"));
        await app.SignedIn("citizen.060");

        async Task Start()
        {
            await using var again = app.WithWebHostBuilder(_ => { });
            await again
                .Services.GetRequiredService<Preparation>()
                .ExecuteTask!.WaitAsync(TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task In_the_database_there_is_no_password()
    {
        await app.Prepared();
        var password = app.Accounts.SecretOf("citizen.061");

        Assert.Equal(
            0,
            await app.Scalar<long>(
                $"select count(*) from account where password_hash like '%{password}%'"
            )
        );
        Assert.Equal(
            0,
            await app.Scalar<long>(
                $"select count(*) from openiddict_client where client_secret like '%{app.Accounts.SecretOf("vnpost")}%'"
            )
        );
    }

    [Fact]
    public async Task The_demonstrations_wallet_signs_everybody_in_through_the_pages()
    {
        await app.Prepared();
        using var wallet = new Wallet(IdentityApp.Site, () => app.Accounts, app.Clock, app.Wire);
        foreach (
            var who in new[]
            {
                Person.Officer("leader", "hoan-kiem", later: true),
                Person.Citizen(62),
                Person.Client("vnpost"),
            }
        )
        {
            var first = await wallet.Of(who);
            Assert.Equal(first, await wallet.Of(who));
            app.Clock.Advance(TimeSpan.FromMinutes(4.5));
            Assert.NotEqual(first, await wallet.Of(who));
            app.Clock.Advance(TimeSpan.FromHours(3));
            Assert.NotEqual("", await wallet.Of(who));
        }
    }
}
