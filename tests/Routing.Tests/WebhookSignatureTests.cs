using System.Text;
using HoanKiem.ServiceDefaults;
using Microsoft.AspNetCore.Http;

namespace HoanKiem.Routing.Tests;

/// <summary>The published vector of Standard Webhooks, and what must not pass.</summary>
public sealed class WebhookSignatureTests
{
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private const string Good = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
    private static readonly byte[] Body = Encoding.UTF8.GetBytes("{\"test\": 2432232314}");
    private static readonly DateTimeOffset At = DateTimeOffset.FromUnixTimeSeconds(1614265330);

    private static Refusal? Verify(
        string signature = Good,
        string? id = "msg_p5jXN8AQM9LWM0D4loKWxJek",
        string? timestamp = "1614265330",
        string secret = Secret,
        int secondsOff = 0
    )
    {
        var headers = new HeaderDictionary { ["webhook-signature"] = signature };
        if (id is not null)
            headers["webhook-id"] = id;
        if (timestamp is not null)
            headers["webhook-timestamp"] = timestamp;
        return WebhookSignature.Verify(secret, headers, Body, At.AddSeconds(secondsOff));
    }

    [Fact]
    public void The_published_vector_is_signed_and_verified()
    {
        Assert.Equal(Good, WebhookSignature.Sign(Secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", At, Body));
        Assert.Null(Verify());
        Assert.Null(Verify(secret: Secret["whsec_".Length..]));
    }

    [Fact]
    public void One_good_signature_among_several_is_enough() =>
        Assert.Null(Verify($"v1,AAAA v1a,{Good[3..]} {Good}"));

    [Theory]
    [InlineData(300, true)]
    [InlineData(-300, true)]
    [InlineData(301, false)]
    [InlineData(-301, false)]
    public void Five_minutes_are_the_limit_past_and_future(int seconds, bool good) =>
        Assert.Equal(good, Verify(secondsOff: seconds) is null);

    [Theory]
    [InlineData("v1,h0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")]
    [InlineData("v1,g0hM9SsE")]
    [InlineData("g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")]
    [InlineData("v1,")]
    [InlineData("v1,not base64")]
    [InlineData("")]
    public void A_wrong_partial_or_missing_signature_is_refused(string signature) =>
        Assert.Equal(401, Verify(signature)!.Type.Status);

    [Fact]
    public void Missing_and_malformed_headers_are_refused()
    {
        Assert.NotNull(Verify(id: null));
        Assert.NotNull(Verify(timestamp: null));
        Assert.NotNull(Verify(timestamp: "now"));
        Assert.NotNull(Verify(id: "msg.1614265330"));
        Assert.NotNull(Verify(secret: "whsec_" + Convert.ToBase64String(new byte[24])));
    }
}
