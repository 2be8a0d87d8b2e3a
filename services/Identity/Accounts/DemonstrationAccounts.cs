using System.Text.Json;
using System.Text.Json.Serialization;
using HoanKiem.Contracts;
using HoanKiem.Identity.Persistence;
using HoanKiem.Identity.Protocol;
using HoanKiem.ServiceDefaults.Tokens;
using Microsoft.EntityFrameworkCore;

namespace HoanKiem.Identity.Accounts;

/// <summary>
/// The people and programs of the demonstration, in Development and only when <c>DemoAccounts:File</c> says where to write down their passwords:
/// made at random for each installation, kept in that file, which nobody but its owner can read. Elsewhere the setting is refused.
/// </summary>
internal sealed class DemonstrationAccounts(
    IdentityDb db,
    Clients clients,
    IConfiguration configuration,
    TimeProvider clock
)
{
    /// <summary>Name of the setting.</summary>
    public const string Setting = "DemoAccounts:File";

    /// <summary>The program that plays the demonstration: it runs on the developer's own machine and can keep no secret.</summary>
    public const string Player = "demonstration";

    /// <summary>Where a browser would come back to for it; nobody listens there.</summary>
    public const string PlayerAddress = "http://127.0.0.1/demonstration";

    private const int Citizens = 999; // every number of three digits
    private const int Level1Citizens = 3;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>One of them, as the file has it.</summary>
    internal sealed record Entry(
        string Kind,
        string? UserName,
        string? Password,
        string? ClientId,
        string? Secret,
        int? Assurance,
        IReadOnlyList<string> Roles,
        string? Agency,
        IReadOnlyList<string> Scopes
    )
    {
        public string? RedirectUri { get; init; }
    }

    public async Task Load(CancellationToken ct)
    {
        if (configuration[Setting] is not { Length: > 0 } file)
            return;
        // Instances that start at the same moment take turns.
        await using var turn = await db.Database.BeginTransactionAsync(ct);
        await db.Database.ExecuteSqlAsync(
            $"select pg_advisory_xact_lock(hashtext('demonstration accounts'))",
            ct
        );
        var entries = Everyone(Read(file)).ToList();
        Write(file, entries);
        await Keep([.. entries.Where(entry => entry.UserName is not null)], ct);
        await turn.CommitAsync(ct);
        foreach (var entry in entries.Where(entry => entry.ClientId is not null))
            clients.Add(
                new Client(entry.ClientId!)
                {
                    Secret = entry.Secret,
                    Scopes = entry.Scopes,
                    RedirectUris = entry.RedirectUri is { } uri ? [new Uri(uri)] : [],
                    Own = true,
                }
            );
    }

    private async Task Keep(List<Entry> people, CancellationToken ct)
    {
        var known = await db.Accounts.ToDictionaryAsync(account => account.Subject, ct);
        foreach (var person in people)
            if (!known.TryGetValue(person.UserName!, out var account))
                db.Add(
                    Account.WithPassword(
                        person.UserName!,
                        person.UserName!,
                        Passwords.Generated(person.Password!),
                        person.Kind == "officer" ? AccountKind.Officer : AccountKind.Citizen,
                        person.Assurance!.Value,
                        clock.GetUtcNow()
                    )
                );
            else if (!Passwords.Verify(account.PasswordHash, person.Password!))
                account.ChangePassword(Passwords.Generated(person.Password!));
        await db.SaveChangesAsync(ct);
    }

    private static IEnumerable<Entry> Everyone(Dictionary<string, string> passwords)
    {
        string Password(string name) =>
            passwords.TryGetValue(name, out var known) ? known : Passwords.Generate();

        foreach (var (subject, agency, roles) in Officers())
            yield return new(
                "officer",
                subject,
                Password(subject),
                null,
                null,
                Assurance.High,
                roles,
                agency,
                []
            );
        foreach (var number in Enumerable.Range(1, Citizens))
            yield return Citizen(
                FormattableString.Invariant($"citizen.{number:000}"),
                Assurance.High
            );
        foreach (var number in Enumerable.Range(1, Level1Citizens))
            yield return Citizen(
                FormattableString.Invariant($"citizen.level1.{number}"),
                Assurance.Low
            );
        yield return Program("vnpost", Password("vnpost"), [ResourceNames.Postal]);
        yield return Program(
            ResourceNames.NationalPortal,
            Password(ResourceNames.NationalPortal),
            [ResourceNames.Catalogue, ResourceNames.Dossiers]
        );
        yield return Program(Player, null, Client.Services) with
        {
            RedirectUri = PlayerAddress,
        };

        Entry Citizen(string name, int level) =>
            new("citizen", name, Password(name), null, null, level, [], null, []);

        static Entry Program(string id, string? secret, IReadOnlyList<string> scopes) =>
            new("client", null, null, id, secret, null, [], null, scopes);
    }

    // The directory's seed says who they are and where: subject,agency,role,from,to.
    private static IEnumerable<(string Subject, string Agency, string[] Roles)> Officers() =>
        File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Seed", "appointments.csv"))
            .Skip(1)
            .Select(line => line.Split(','))
            .GroupBy(cells => (Subject: cells[0], Agency: cells[1]))
            .DistinctBy(officer => officer.Key.Subject)
            .Select(officer =>
                (
                    officer.Key.Subject,
                    officer.Key.Agency,
                    officer.Select(cells => cells[2]).Distinct().ToArray()
                )
            );

    private static Dictionary<string, string> Read(string file)
    {
        if (!File.Exists(file))
            return [];
        try
        {
            return JsonSerializer
                .Deserialize<List<Entry>>(File.ReadAllText(file), Json)!
                .Where(entry => (entry.Password ?? entry.Secret) is not null)
                .ToDictionary(
                    entry => (entry.UserName ?? entry.ClientId)!,
                    entry => (entry.Password ?? entry.Secret)!,
                    StringComparer.Ordinal
                );
        }
        catch (JsonException)
        {
            return []; // cut off while it was written: everybody gets a new one
        }
    }

    private static void Write(string file, List<Entry> entries)
    {
        System.IO.Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        var written = $"{file}.{Environment.ProcessId}";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var stream = new FileStream(written, options))
            JsonSerializer.Serialize(stream, entries, Json);
        File.Move(written, file, overwrite: true);
    }
}
