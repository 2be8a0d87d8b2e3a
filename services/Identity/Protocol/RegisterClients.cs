using HoanKiem.Identity.Persistence;
using Microsoft.EntityFrameworkCore;
using OpenIddict.Abstractions;
using OpenIddict.EntityFrameworkCore.Models;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace HoanKiem.Identity.Protocol;

/// <summary>Makes the table of clients say what the configuration says: who is no longer named can ask for nothing any more.</summary>
internal sealed class RegisterClients(
    IdentityDb db,
    IOpenIddictApplicationManager applications,
    Clients clients
)
{
    public async Task Run(CancellationToken ct)
    {
        // Instances that start at the same moment take turns.
        await using var turn = await db.Database.BeginTransactionAsync(ct);
        await db.Database.ExecuteSqlAsync($"select pg_advisory_xact_lock(hashtext('clients'))", ct);
        foreach (var client in clients.All)
        {
            var descriptor = Describe(client);
            if (await applications.FindByClientIdAsync(client.Id, ct) is { } known)
                await applications.UpdateAsync(known, descriptor, ct);
            else
                await applications.CreateAsync(descriptor, ct);
        }

        var named = clients.All.Select(client => client.Id).ToList();
        var gone = await db.Set<OpenIddictEntityFrameworkCoreApplication<Guid>>()
            .Where(application => !named.Contains(application.ClientId!))
            .Select(application => application.Id)
            .ToListAsync(ct);
        await db.Set<OpenIddictEntityFrameworkCoreToken<Guid>>()
            .Where(token => gone.Contains(token.Application!.Id))
            .ExecuteDeleteAsync(ct);
        await db.Set<OpenIddictEntityFrameworkCoreAuthorization<Guid>>()
            .Where(authorization => gone.Contains(authorization.Application!.Id))
            .ExecuteDeleteAsync(ct);
        await db.Set<OpenIddictEntityFrameworkCoreApplication<Guid>>()
            .Where(application => gone.Contains(application.Id))
            .ExecuteDeleteAsync(ct);
        await turn.CommitAsync(ct);
    }

    private static OpenIddictApplicationDescriptor Describe(Client client)
    {
        var descriptor = new OpenIddictApplicationDescriptor
        {
            ClientId = client.Id,
            ClientSecret = client.Secret,
            ClientType = client.Secret is null ? ClientTypes.Public : ClientTypes.Confidential,
            ConsentType = client.Own ? ConsentTypes.Implicit : ConsentTypes.Explicit,
            DisplayName = client.Name,
            Permissions = { Permissions.Endpoints.Token, Permissions.Endpoints.Revocation },
        };
        descriptor.Permissions.UnionWith(
            client.Scopes.Select(scope => Permissions.Prefixes.Scope + scope)
        );
        if (client.Secret is not null && !client.ForPeople)
            descriptor.Permissions.Add(Permissions.GrantTypes.ClientCredentials);
        if (client.ForPeople)
        {
            descriptor.Permissions.UnionWith([
                Permissions.Endpoints.Authorization,
                Permissions.Endpoints.EndSession,
                Permissions.GrantTypes.AuthorizationCode,
                Permissions.GrantTypes.RefreshToken,
                Permissions.ResponseTypes.Code,
                Permissions.Prefixes.Scope + Scopes.OpenId,
                Permissions.Prefixes.Scope + Scopes.Profile,
                Permissions.Prefixes.Scope + Scopes.OfflineAccess,
            ]);
            descriptor.Requirements.Add(Requirements.Features.ProofKeyForCodeExchange);
            descriptor.RedirectUris.UnionWith(client.RedirectUris);
            descriptor.PostLogoutRedirectUris.UnionWith(client.SignedOutUris);
        }

        return descriptor;
    }
}
