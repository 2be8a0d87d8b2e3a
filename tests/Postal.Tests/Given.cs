using System.Text.Json;
using HoanKiem.Access;
using HoanKiem.Contracts;
using HoanKiem.Contracts.Catalogue.V1;
using HoanKiem.Contracts.Dossiers.V1;
using Microsoft.Extensions.DependencyInjection;

namespace HoanKiem.Postal.Tests;

/// <summary>States in which a test begins, reached by the contracts that other services publish.</summary>
internal static class Given
{
    public const string Recipient = "Nguyễn Thị Thử Nghiệm";
    public const string Address = "Số 1, phố Thử Nghiệm, phường Hoàn Kiếm, Hà Nội";

    public static Task Agency(
        PostalApp app,
        string agency,
        string name = "UBND phường Hoàn Kiếm",
        string kind = "ward"
    ) =>
        app.Deliver(
            new AgencyRegistered(
                agency,
                1,
                app.Start,
                kind,
                name,
                "00070",
                null,
                new DateOnly(2025, 7, 1),
                null,
                "hanoi",
                "ours",
                [],
                false
            )
        );

    public static string Sealed(PostalApp app, Guid dossier) =>
        app
            .Services.GetRequiredService<Sealing>()
            .Seal(
                dossier,
                JsonSerializer.Serialize(
                    new
                    {
                        name = Recipient,
                        phone = "0900000001",
                        address = Address,
                    }
                )
            );

    public static DossierSubmitted Submitted(
        PostalApp app,
        Guid dossier,
        Channel channel = Channel.Counter,
        string? owner = "citizen-1",
        string agency = "hoan-kiem",
        bool withParty = true
    ) =>
        new(
            dossier,
            1,
            app.Clock.GetUtcNow(),
            null,
            "TN-" + dossier.ToString("N")[..8],
            null,
            "2.000815",
            "2.000815@2025-07-01",
            Regime.R2,
            channel,
            null,
            agency,
            agency,
            agency,
            null,
            owner,
            Delivery.Post,
            channel is Channel.Post && withParty ? Sealed(app, dossier) : null
        );

    public static DossierAccepted Accepted(
        PostalApp app,
        Guid dossier,
        string agency = "hoan-kiem"
    ) =>
        new(
            dossier,
            2,
            app.Clock.GetUtcNow(),
            null,
            "H26.61-20261123-" + dossier.ToString("N")[^4..],
            "2.000815",
            "2.000815@2025-07-01",
            Regime.R2,
            Channel.Counter,
            agency,
            agency,
            agency,
            null,
            "citizen-1",
            null,
            null,
            "2026-1",
            false,
            true,
            Delivery.Post
        );

    public static DossierResolved Resolved(
        PostalApp app,
        Guid dossier,
        Delivery delivery = Delivery.Post,
        string agency = "hoan-kiem",
        bool withRecipient = true
    ) =>
        new(
            dossier,
            3,
            app.Clock.GetUtcNow(),
            null,
            Outcome.Granted,
            "12/QĐ-UBND",
            agency,
            app.Clock.GetUtcNow(),
            null,
            null,
            Timeliness.OnTime,
            delivery,
            withRecipient ? Sealed(app, dossier) : null
        );

    /// <summary>A parcel with its number, waiting at the office.</summary>
    public static async Task<Parcel> AShipment(
        PostalApp app,
        string agency = "hoan-kiem",
        string owner = "citizen-1"
    )
    {
        await Agency(app, agency);
        var dossier = Guid.CreateVersion7(app.Clock.GetUtcNow());
        await app.Deliver(Submitted(app, dossier, owner: owner, agency: agency));
        await app.Deliver(Accepted(app, dossier, agency));
        await app.Deliver(Resolved(app, dossier, agency: agency));
        var found = await app.Get(
            $"/v1/shipments?dossier={dossier}",
            app.Officer("clerk-of-" + agency, agency)
        );
        var item = found.GetProperty("items")[0];
        return new(
            item.GetProperty("id").GetGuid(),
            item.GetProperty("waybill").GetString()!,
            dossier
        );
    }

    /// <summary>A dossier that the carrier shall fetch.</summary>
    public static async Task<Parcel> ACollection(PostalApp app, string agency = "hoan-kiem")
    {
        await Agency(app, agency);
        var dossier = Guid.CreateVersion7(app.Clock.GetUtcNow());
        await app.Deliver(Submitted(app, dossier, Channel.Post, agency: agency));
        var found = await app.Get(
            $"/v1/orders?dossier={dossier}",
            app.Officer("clerk-of-" + agency, agency)
        );
        var item = found.GetProperty("items")[0];
        return new(
            item.GetProperty("id").GetGuid(),
            item.GetProperty("waybill").GetString()!,
            dossier
        );
    }

    public sealed record Parcel(Guid Id, string Waybill, Guid DossierId);
}
