using HoanKiem.Contracts;
using HoanKiem.Dossiers.Notices;
using HoanKiem.Dossiers.Tests.NationalPortal;
using HoanKiem.Testing;

namespace HoanKiem.Dossiers.Tests.Notices;

public sealed class SendNoticesTests : IAsyncLifetime
{
    private readonly DossiersApp _app = new();
    private GatewayStub _gateway = null!;

    public async ValueTask InitializeAsync()
    {
        _gateway = await GatewayStub.Start();
        _app.Settings["services:gateways:http:0"] = _gateway.Url;
        await _app.InitializeAsync();
        await _app.WithCatalogue();
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _gateway.DisposeAsync();
    }

    [Fact]
    public async Task The_citizen_hears_of_each_fact_once_and_without_secrets()
    {
        var given = await new Given(_app).Decided();
        await Until("three notices sent", given.Id, "state = 'Sent'", 3);
        var taken = _gateway.Taken.ToList();
        Assert.Equal(3, taken.Select(message => message.Reference).Distinct().Count());
        Assert.All(
            taken,
            message =>
            {
                Assert.Equal(("sms", "+84912345678"), (message.Channel, message.To));
                Assert.DoesNotContain(given.LookUpCode, message.Text, StringComparison.Ordinal);
                Assert.DoesNotContain("Hòa", message.Text, StringComparison.Ordinal);
            }
        );
        var accepted = Assert.Single(
            taken,
            message => message.Text.Contains("đã được tiếp nhận", StringComparison.Ordinal)
        );
        Assert.Contains(given.Number, accepted.Text, StringComparison.Ordinal);
        Assert.Contains("17h00 ngày 27/11/2026", accepted.Text, StringComparison.Ordinal);
        Assert.Contains("17:00 on 27/11/2026", accepted.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task E_mail_goes_before_sms()
    {
        var id = (await (await _app.FromPortal(PortalMessages.Dossier())).Body()).Id();
        await Until("sent", id, "state = 'Sent' and gateway_id <> ''", 1);
        Assert.Equal(
            ("email", "hoa@example.invalid"),
            (Assert.Single(_gateway.Taken).Channel, _gateway.Taken.Single().To)
        );
    }

    [Fact]
    public async Task A_gateway_out_of_order_is_asked_again_and_takes_it_once()
    {
        _gateway.Status = 503;
        var given = await new Given(_app).Submitted();
        await Until("tried twice", given.Id, "attempts >= 2 and state = 'Queued'", 1);
        _gateway.Status = 200;
        await Until("sent", given.Id, "state = 'Sent'", 1);
        Assert.Single(_gateway.Taken);
    }

    [Fact]
    public async Task A_message_that_the_gateway_will_never_take_has_failed()
    {
        _gateway.Status = 400;
        var given = await new Given(_app).Submitted();
        await Until("failed", given.Id, "state = 'Failed' and failure = 'HTTP 400'", 1);
    }

    [Fact]
    public void Every_notice_speaks_both_languages_and_is_normalised()
    {
        var facts = new NoticeFacts(
            "000.02.16.H26-261123-0001",
            new DateTimeOffset(2026, 11, 27, 10, 0, 0, TimeSpan.Zero),
            ["Tờ khai", "Giấy tờ khác"],
            null,
            8000,
            Delivery.Counter,
            "http://localhost:8080/tra-cuu"
        );
        foreach (var kind in NoticeTexts.Kinds)
        {
            var lines = NoticeTexts.Of(kind, facts).Split('\n');
            Assert.Equal(2, lines.Length);
            Assert.All(
                lines,
                line =>
                {
                    Assert.Contains(facts.Code, line, StringComparison.Ordinal);
                    Assert.True(line.IsNormalized());
                }
            );
        }

        Assert.StartsWith(
            "Hồ sơ 000.02.16.H26-261123-0001: đề nghị nộp phí, lệ phí 8.000 đồng.",
            NoticeTexts.Of("feeRequested", facts),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "cần bổ sung: Tờ khai; Giấy tờ khác.",
            NoticeTexts.Of("supplementRequested", facts),
            StringComparison.Ordinal
        );
    }

    private Task Until(string what, Guid dossier, string where, int rows) =>
        Eventually.True(
            what,
            async () =>
            {
                _app.Clock.Advance(TimeSpan.FromSeconds(1));
                return await _app.Count("notice", dossier, where) == rows;
            }
        );
}
