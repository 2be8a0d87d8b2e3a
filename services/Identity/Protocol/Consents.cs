using System.Collections.Immutable;
using HoanKiem.Contracts;
using HoanKiem.Identity.Accounts;
using OpenIddict.Abstractions;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace HoanKiem.Identity.Protocol;

/// <summary>Whom a person has allowed to act for them. Our own programs need no consent; a front-end of somebody else does, and it can be taken back.</summary>
internal sealed class Consents(
    IOpenIddictAuthorizationManager authorizations,
    IOpenIddictApplicationManager applications,
    IOpenIddictTokenManager tokens
)
{
    // Nothing for those that only shape the protocol.
    private static (string Vi, string En)? Wish(string scope) =>
        scope switch
        {
            ResourceNames.Catalogue => ("Tra cứu thủ tục hành chính", "Look up procedures"),
            ResourceNames.Dossiers => (
                "Xem, nộp và rút hồ sơ của Ông/Bà",
                "See, hand in and withdraw your dossiers"
            ),
            ResourceNames.Routing => (
                "Xem việc giải quyết hồ sơ của Ông/Bà",
                "See how your dossiers are handled"
            ),
            ResourceNames.Postal => ("Xem bưu gửi của Ông/Bà", "See your parcels"),
            ResourceNames.Feedback => (
                "Gửi đánh giá, phản ánh, kiến nghị thay Ông/Bà",
                "Send ratings and reports for you"
            ),
            ResourceNames.Reporting => ("Xem số liệu thống kê", "See statistics"),
            ResourceNames.Identity => ("Xem nơi công tác của Ông/Bà", "See where you work"),
            Scopes.Profile => ("Biết tên đăng nhập của Ông/Bà", "Know your user name"),
            Scopes.OfflineAccess => (
                "Tiếp tục khi Ông/Bà không mở phần mềm, đến khi đăng xuất",
                "Go on while you do not look, until you sign out"
            ),
            _ => null,
        };

    /// <summary>What scopes let a program do, in words.</summary>
    public static IReadOnlyList<(string Vi, string En)> InWords(IEnumerable<string> scopes) =>
        [.. scopes.Select(Wish).OfType<(string, string)>()];

    /// <summary>Whether the person has allowed all of it before.</summary>
    public async Task<bool> Has(
        Account account,
        Client client,
        ImmutableArray<string> scopes,
        CancellationToken ct
    )
    {
        await foreach (
            var _ in authorizations.FindAsync(
                account.Subject,
                await IdOf(client, ct),
                Statuses.Valid,
                AuthorizationTypes.Permanent,
                scopes,
                ct
            )
        )
            return true;
        return false;
    }

    public async Task Give(
        Account account,
        Client client,
        ImmutableArray<string> scopes,
        CancellationToken ct
    )
    {
        if (await Has(account, client, scopes, ct))
            return;
        var descriptor = new OpenIddictAuthorizationDescriptor
        {
            ApplicationId = await IdOf(client, ct),
            Subject = account.Subject,
            Status = Statuses.Valid,
            Type = AuthorizationTypes.Permanent,
        };
        descriptor.Scopes.UnionWith(scopes);
        await authorizations.CreateAsync(descriptor, ct);
    }

    /// <summary>Client ids that the person has allowed, with the scopes.</summary>
    public async Task<IReadOnlyDictionary<string, SortedSet<string>>> Of(
        string subject,
        CancellationToken ct
    )
    {
        var given = new SortedDictionary<string, SortedSet<string>>(StringComparer.Ordinal);
        await foreach (
            var authorization in authorizations.FindAsync(
                subject,
                null,
                Statuses.Valid,
                AuthorizationTypes.Permanent,
                null,
                ct
            )
        )
            if (
                await authorizations.GetApplicationIdAsync(authorization, ct) is { } id
                && await applications.FindByIdAsync(id, ct) is { } application
            )
            {
                var client = (await applications.GetClientIdAsync(application, ct))!;
                given.TryAdd(client, []);
                given[client].UnionWith(await authorizations.GetScopesAsync(authorization, ct));
            }

        return given;
    }

    /// <summary>Takes it back, with every refresh token that the program has of this person.</summary>
    public async Task TakeBack(string subject, Client client, CancellationToken ct)
    {
        var id = await IdOf(client, ct);
        await authorizations.RevokeAsync(subject, id, null, null, ct);
        await tokens.RevokeAsync(subject, id, null, null, ct);
    }

    private async Task<string> IdOf(Client client, CancellationToken ct) =>
        (
            await applications.GetIdAsync(
                await applications.FindByClientIdAsync(client.Id, ct)
                    ?? throw new InvalidOperationException(
                        $"Client {client.Id} is not registered yet."
                    ),
                ct
            )
        )!;
}
