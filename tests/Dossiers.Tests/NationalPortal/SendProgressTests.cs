using HoanKiem.Testing;

namespace HoanKiem.Dossiers.Tests.NationalPortal;

public sealed class SendProgressTests : IAsyncLifetime
{
    private readonly DossiersApp _app = new();
    private PortalStub _portal = null!;

    public async ValueTask InitializeAsync()
    {
        _portal = await PortalStub.Start();
        _app.Settings["services:national-portal:http:0"] = _portal.Url;
        await _app.InitializeAsync();
        await _app.WithCatalogue();
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _portal.DisposeAsync();
    }

    [Fact]
    public async Task A_dossier_of_ours_is_told_whole_and_then_every_change_in_order()
    {
        var given = await new Given(_app).Processing();
        await UntilSent(given.Id, 3);
        var code = (await given.Get()).GetProperty("requestCode").GetString()!;
        var told = _portal.About(code);
        Assert.Equal(
            ["DongBoHoSoMC", "CapNhatTienDoHoSoMC", "CapNhatTienDoHoSoMC"],
            told.Select(one => one.Service)
        );
        Assert.Equal("False", told[0].Updating);
        Assert.Equal(
            ("1", SmallCatalogue.Restarts, "Nguyễn Thị Hòa", "202611230800"),
            (
                (string?)told[0].Record["TrangThaiHoSo"],
                (string?)told[0].Record["MaTTHC"],
                (string?)told[0].Record["ChuHoSo"],
                ((string?)told[0].Record["NgayNopHoSo"])![..12]
            )
        );
        Assert.Equal(["2", "4"], told.Skip(1).Select(one => (string?)one.Record["TrangThai"]));
        Assert.Equal("20261127170000", (string?)told[1].Record["NgayKetThucTheoQuyDinh"]);
        await UntilUpToDate(given.Id);
    }

    [Fact]
    public async Task A_dossier_is_said_to_be_up_to_date_even_when_whoever_told_it_died_before()
    {
        var given = await new Given(_app).Submitted();
        await UntilUpToDate(given.Id);
        await _app.Scalar<object>($"update dossier set sync = 'Pending' where id = '{given.Id}'");

        // Another process begins where the one before it died.
        await using var next = _app.WithWebHostBuilder(_ => { });
        _ = next.Server;
        await UntilUpToDate(given.Id);
    }

    [Fact]
    public async Task A_dossier_of_the_portal_keeps_the_portals_code()
    {
        var code = PortalMessages.NewCode();
        var id = (await (await _app.FromPortal(PortalMessages.Dossier(code))).Body()).Id();
        await UntilSent(id, 1);
        var told = Assert.Single(_portal.About(code));
        Assert.Equal(("DongBoHoSoMC", "True"), (told.Service, told.Updating));
    }

    [Fact]
    public async Task While_the_portal_is_down_work_goes_on_and_nothing_is_lost_or_overtaken()
    {
        _portal.Down = true;
        var given = await new Given(_app).Decided();
        Assert.Equal(9, await given.Status());
        await Eventually.True(
            "the portal was tried",
            async () =>
            {
                _app.Clock.Advance(TimeSpan.FromSeconds(1));
                return await _app.Count("sync", given.Id, "attempts > 1") > 0;
            }
        );
        Assert.Equal(0, await _app.Count("sync", given.Id, "state <> 'Queued'"));

        _portal.Down = false;
        await UntilSent(given.Id, 4);
        var code = (await given.Get()).GetProperty("requestCode").GetString()!;
        Assert.Equal(
            ["1", "2", "4", "9"],
            _portal
                .About(code)
                .Select(one => (string?)(one.Record["TrangThaiHoSo"] ?? one.Record["TrangThai"]))
        );
    }

    [Fact]
    public async Task When_the_session_has_ended_it_logs_in_again()
    {
        var first = await new Given(_app).Submitted();
        await UntilSent(first.Id, 1);
        _portal.ForgetSessions();
        var second = await new Given(_app).Submitted();
        await UntilSent(second.Id, 1);
    }

    [Fact]
    public async Task A_record_that_the_portal_refuses_holds_up_no_other_and_comes_before_a_person()
    {
        var bad = PortalMessages.NewCode();
        _portal.Refused = bad;
        var refused = (await (await _app.FromPortal(PortalMessages.Dossier(bad))).Body()).Id();
        var good = (await (await _app.FromPortal(PortalMessages.Dossier())).Body()).Id();
        await UntilSent(good, 1);
        await Until("refused for good", refused, "state = 'Failed' and answer = '07 MaTTHC'", 1);
        Assert.Equal(1, await _app.Count("open_item", refused, "kind = 'nationalPortalRefused'"));
        Assert.Empty(_portal.About(bad));
    }

    private Task UntilSent(Guid dossier, int rows) =>
        Until($"{rows} rows sent", dossier, "state = 'Sent'", rows);

    private Task UntilUpToDate(Guid dossier) =>
        Eventually.True(
            "the dossier is up to date",
            async () =>
            {
                _app.Clock.Advance(TimeSpan.FromSeconds(1));
                return await _app.Scalar<string>($"select sync from dossier where id = '{dossier}'")
                    == "UpToDate";
            }
        );

    private Task Until(string what, Guid dossier, string where, int rows) =>
        Eventually.True(
            what,
            async () =>
            {
                _app.Clock.Advance(TimeSpan.FromSeconds(1));
                return await _app.Count("sync", dossier, where) == rows;
            }
        );
}
