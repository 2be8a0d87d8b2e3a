using System.Net;
using System.Text.Json.Nodes;
using HoanKiem.Contracts;
using HoanKiem.Contracts.Dossiers.V1;
using HoanKiem.Testing;

namespace HoanKiem.Dossiers.Tests.NationalPortal;

public sealed class TakeFromNationalPortalTests(DossiersApp app)
    : IClassFixture<DossiersApp>,
        IAsyncLifetime
{
    private readonly Given _given = new(app);

    public async ValueTask InitializeAsync() => await app.WithCatalogue();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task The_portal_hands_a_dossier_over_and_a_clerk_accepts_it()
    {
        var code = PortalMessages.NewCode();
        var answer = await app.FromPortal(PortalMessages.Dossier(code));
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        var taken = await answer.Body();
        Assert.StartsWith(
            "TN-261123-",
            taken.GetProperty("requestCode").GetString(),
            StringComparison.Ordinal
        );

        var said = await app.SaidOnce<DossierSubmitted>(taken.Id());
        Assert.Equal(
            (1, Channel.NationalPortal, Regime.R2, Given.Ward, code, Delivery.Counter),
            (
                said.Sequence,
                said.Channel,
                said.Regime,
                said.DecidedBy,
                said.ExternalCode,
                said.Delivery
            )
        );
        // When the citizen filed it, not when we heard of it.
        Assert.Equal(new DateTimeOffset(2026, 11, 23, 0, 55, 0, TimeSpan.Zero), said.OccurredAt);
        var seen = await (await _given.Clerk.Get($"/v1/dossiers/{taken.Id()}")).Body();
        Assert.Equal(1, seen.GetProperty("status").GetInt32());
        var party = seen.GetProperty("parties")[0];
        Assert.Equal(
            ("Nguyễn Thị Hòa", "001999000001", "+84912345678"),
            (
                party.GetProperty("name").GetString(),
                party.GetProperty("number").GetString(),
                party.GetProperty("phone").GetString()
            )
        );
        Assert.Equal(
            1,
            await app.Count(
                "notice",
                taken.Id(),
                "kind = 'dossierSubmitted' and channel = 'Email' and state = 'Queued'"
            )
        );
        Assert.Equal(1, await app.Count("sync", taken.Id(), "status = 1"));
        Assert.Equal(1, await app.Count("paper", taken.Id(), "code = 'to-khai' and copies = 1"));
    }

    [Fact]
    public async Task The_same_message_again_is_the_same_dossier_however_it_is_signed_and_written()
    {
        var message = PortalMessages.Dossier();
        var first = await (await app.FromPortal(message)).Body();
        // Later, with one more member that the portal added meanwhile.
        var again = await app.FromPortal(message.With("GhiChu", "gửi lại"));
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
        Assert.Equal(first.ToString(), (await again.Body()).ToString());
        Assert.Single(await app.Said(first.Id()));
    }

    [Fact]
    public async Task The_same_message_many_times_at_once_is_one_dossier()
    {
        var message = PortalMessages.Dossier().ToJsonString();
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 6).Select(_ => app.FromPortal(message))
        );
        var ids = new HashSet<Guid>();
        foreach (var answer in answers)
            ids.Add((await answer.Body()).Id());
        Assert.Single(await app.Said(Assert.Single(ids)));
    }

    [Fact]
    public async Task Other_content_under_the_same_code_is_refused()
    {
        var code = PortalMessages.NewCode();
        await (await app.FromPortal(PortalMessages.Dossier(code))).Body();
        await (
            await app.FromPortal(PortalMessages.Dossier(code).With("ChuHoSo", "Trần Văn An"))
        ).ShouldBeRefused("idempotency-key-reused", 422, "MaHoSo");
    }

    [Fact]
    public async Task A_message_that_somebody_else_signed_is_refused() =>
        await (
            await app.FromPortal(PortalMessages.Dossier(), "whsec_c29tZWJvZHkgZWxzZSBhbHRvZ2V0aGVy")
        ).ShouldBeRefused("signature-invalid", 401);

    [Fact]
    public async Task A_message_that_was_changed_on_the_way_is_refused() =>
        await (
            await app.FromPortal(
                PortalMessages.Dossier().ToJsonString(),
                signedBody: PortalMessages.Dossier().ToJsonString()
            )
        ).ShouldBeRefused("signature-invalid", 401);

    [Theory]
    [InlineData(301)]
    [InlineData(-301)]
    public async Task A_message_signed_long_ago_or_in_the_future_is_refused(int seconds) =>
        await (
            await app.FromPortal(PortalMessages.Dossier(), age: TimeSpan.FromSeconds(seconds))
        ).ShouldBeRefused("signature-expired", 401);

    [Theory]
    [InlineData("MaTTHC", "9.999999", "unknown-procedure", "MaTTHC")]
    [InlineData("MaTTHC", SmallCatalogue.Ended, "procedure-closed", "MaTTHC")]
    [InlineData("DonViXuLy", "khong-co", "unknown-agency", "DonViXuLy")]
    [InlineData("DonViXuLy", "hang-bac", "unknown-agency", "DonViXuLy")]
    [InlineData("NoiNopHoSo", "khong-co", "unknown-agency", "NoiNopHoSo")]
    [InlineData("NgayNopHoSo", "20250630235959", "channel-closed", "NgayNopHoSo")]
    public async Task What_does_not_exist_on_the_day_is_refused(
        string member,
        string value,
        string type,
        string named
    ) =>
        await (await app.FromPortal(PortalMessages.Dossier().With(member, value))).ShouldBeRefused(
            type,
            422,
            named
        );

    [Fact]
    public async Task A_file_for_a_paper_that_the_procedure_does_not_have_is_refused() =>
        await (
            await app.FromPortal(
                PortalMessages
                    .Dossier()
                    .With(
                        "TaiLieuNop",
                        new JsonArray(new JsonObject { ["MaThanhPhanHoSo"] = "la" })
                    )
            )
        ).ShouldBeRefused("unknown-paper", 422, "TaiLieuNop[0].MaThanhPhanHoSo");

    [Theory]
    [InlineData("NgayNopHoSo", "23/11/2026")]
    [InlineData("SoDienThoai", "12")]
    [InlineData("Email", "hoa")]
    [InlineData("HinhThuc", "7")]
    [InlineData("MaHoSo", " ")]
    [InlineData("MaTTHC", "x")]
    public async Task An_impossible_member_is_named(string member, string value) =>
        await (await app.FromPortal(PortalMessages.Dossier().With(member, value))).ShouldBeRefused(
            "invalid-members",
            400,
            member
        );

    [Fact]
    public async Task An_impossible_identity_number_is_refused() =>
        await (
            await app.FromPortal(
                PortalMessages
                    .Dossier()
                    .With(
                        "DinhDanhCHS",
                        new JsonObject { ["LoaiDinhDanh"] = 1, ["SoDinhDanh"] = "999999999999" }
                    )
            )
        ).ShouldBeRefused("invalid-members", 400, "DinhDanhCHS.SoDinhDanh");

    [Fact]
    public async Task A_missing_member_is_named() =>
        await (await app.FromPortal(PortalMessages.Dossier().Without("ChuHoSo"))).ShouldBeRefused(
            "invalid-members",
            400,
            "ChuHoSo"
        );

    [Theory]
    [InlineData("{}", "invalid-members")]
    [InlineData("{", "malformed-json")]
    [InlineData("", "malformed-json")]
    public async Task An_empty_or_broken_body_is_refused(string body, string type) =>
        await (await app.FromPortal(body)).ShouldBeRefused(type, 400);

    [Fact]
    public async Task A_large_body_is_refused() =>
        await (
            await app.FromPortal(PortalMessages.Dossier().With("GhiChu", new string('x', 30_000)))
        ).ShouldBeRefused("body-too-large", 413);
}
