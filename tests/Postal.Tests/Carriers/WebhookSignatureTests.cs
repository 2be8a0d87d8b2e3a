using System.Globalization;
using HoanKiem.ServiceDefaults;
using Microsoft.AspNetCore.Http;

namespace HoanKiem.Postal.Tests.Carriers;

/// <summary>The reference cases of Standard Webhooks, with the vector of its libraries.</summary>
public sealed class WebhookSignatureTests
{
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private const string Id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    private const string Good = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
    private static readonly DateTimeOffset At = DateTimeOffset.FromUnixTimeSeconds(1614265330);

    private static byte[] Body => "{\"test\": 2432232314}"u8.ToArray();

    [Fact]
    public void The_vector_of_the_standard_is_signed_as_published() =>
        Assert.Equal(Good, WebhookSignature.Sign(Secret, Id, At, Body));

    [Fact]
    public void A_secret_works_with_and_without_its_prefix() =>
        Assert.Equal(Good, WebhookSignature.Sign(Secret["whsec_".Length..], Id, At, Body));

    [Fact]
    public void A_good_message_is_taken() => Assert.Null(Verify(Headers()));

    [Theory]
    [InlineData("webhook-id")]
    [InlineData("webhook-timestamp")]
    [InlineData("webhook-signature")]
    public void A_message_without_a_header_is_refused(string header)
    {
        var headers = Headers();
        headers.Remove(header);

        Assert.Equal("signature-invalid", Verify(headers)?.Type.Name);
    }

    [Theory]
    [InlineData("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OA=")]
    [InlineData("v1,")]
    [InlineData("v1,g0hM9SsE")]
    [InlineData("v1,not base64")]
    [InlineData("v1a,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")]
    [InlineData("g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")]
    public void A_signature_that_is_not_quite_it_is_refused(string signature) =>
        Assert.Equal("signature-invalid", Verify(Headers(signature))?.Type.Name);

    [Fact]
    public void One_good_signature_among_several_is_enough() =>
        Assert.Null(
            Verify(Headers($"v1,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc= v2,zzz {Good}"))
        );

    [Theory]
    [InlineData(-301)]
    [InlineData(301)]
    public void A_message_signed_too_early_or_too_late_is_refused(int seconds) =>
        Assert.Equal("signature-expired", Verify(Headers(), At.AddSeconds(seconds))?.Type.Name);

    [Theory]
    [InlineData(-300)]
    [InlineData(300)]
    public void Five_minutes_either_way_are_taken(int seconds) =>
        Assert.Null(Verify(Headers(), At.AddSeconds(seconds)));

    [Theory]
    [InlineData("yesterday")]
    [InlineData("1614265330.5")]
    [InlineData("-1614265330")]
    [InlineData("99999999999999999999")]
    public void A_time_that_is_none_is_refused(string stamp)
    {
        var headers = Headers();
        headers["webhook-timestamp"] = stamp;

        Assert.Equal("signature-invalid", Verify(headers)?.Type.Name);
    }

    [Fact]
    public void An_id_with_a_full_stop_is_refused()
    {
        var headers = Headers(WebhookSignature.Sign(Secret, "msg.1614265330", At, Body));
        headers["webhook-id"] = "msg.1614265330";

        Assert.Equal("signature-invalid", Verify(headers)?.Type.Name);
    }

    [Fact]
    public void A_changed_body_is_refused() =>
        Assert.NotNull(WebhookSignature.Verify(Secret, Headers(), "{\"test\": 2432232315}"u8, At));

    [Fact]
    public void Without_a_secret_nothing_is_taken() =>
        Assert.NotNull(WebhookSignature.Verify([""], Headers(), Body, At));

    [Fact]
    public void An_empty_secret_signs_nothing() =>
        Assert.Throws<ArgumentException>(() => WebhookSignature.Sign("whsec_", Id, At, Body));

    private static Refusal? Verify(IHeaderDictionary headers, DateTimeOffset? now = null) =>
        WebhookSignature.Verify(Secret, headers, Body, now ?? At);

    private static HeaderDictionary Headers(string signature = Good) =>
        new()
        {
            ["webhook-id"] = Id,
            ["webhook-timestamp"] = At.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
            ["webhook-signature"] = signature,
        };
}
