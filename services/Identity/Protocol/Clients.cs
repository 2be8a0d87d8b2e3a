using System.Collections.Concurrent;
using HoanKiem.ServiceDefaults.Tokens;

namespace HoanKiem.Identity.Protocol;

/// <summary>All programs that may ask for tokens: those of the configuration and, on a developer's machine, the Portal and the demonstration's.</summary>
internal sealed class Clients
{
    private readonly ConcurrentDictionary<string, Client> _byId;

    public Clients(IConfiguration configuration, IHostEnvironment environment)
    {
        _byId = new(
            configuration
                .GetSection("Clients")
                .GetChildren()
                .Select(Client.Read)
                .Select(client => KeyValuePair.Create(client.Id, client)),
            StringComparer.Ordinal
        );
        if (environment.IsDevelopment())
            Add(Portal(TokenClaims.IssuerOf(configuration)));
        foreach (var client in _byId.Values)
            if (client.Fault(environment.IsDevelopment()) is { } fault)
                throw new InvalidOperationException($"Clients:{client.Id} {fault}.");
    }

    public IReadOnlyCollection<Client> All => [.. _byId.Values];

    public Client? Find(string id) => _byId.GetValueOrDefault(id);

    /// <summary>One that the configuration does not name.</summary>
    public void Add(Client client) => _byId.TryAdd(client.Id, client);

    private static Client Portal(string issuer)
    {
        var site = new Uri(
            issuer.StartsWith("http", StringComparison.Ordinal) ? issuer : "http://localhost/"
        );
        return new Client(PortalClient.Id)
        {
            Secret = PortalClient.DevelopmentSecret,
            Scopes = PortalClient.Scopes,
            RedirectUris = [new Uri(site, PortalClient.SignedInPath)],
            SignedOutUris = [new Uri(site, PortalClient.SignedOutPath)],
            SignOutNotice = new Uri(site, PortalClient.SignOutNoticePath),
            Own = true,
        };
    }
}
