using System.Text.Json.Nodes;

namespace HoanKiem.EndToEnd.Tests;

/// <summary>What the two mornings promise, in the numbers that the services themselves count.</summary>
[Collection(nameof(ShortMornings))] // one after the other: there is one set of servers
public sealed class ShortMorningsTests(ShortMornings mornings)
{
    [Fact]
    public void One_dossier_of_each_kind_goes_from_hand_to_hand_and_nothing_is_lost_or_done_twice()
    {
        var figures = mornings.Figures;
        Assert.Equal(0, (int)figures["lost"]!);
        Assert.Equal(0, (int)figures["duplicates"]!);
        Assert.Equal(0, (int)figures["expectationsMissed"]!);
        Assert.Equal(3, (int)figures["returnedToSender"]!);
        Assert.All(
            ["counter", "online", "post"],
            way => Assert.True((int)figures["returned"]![way]! > 0, way)
        );
        Assert.All(
            ["restart", "resume"],
            rule => Assert.True((int)figures["supplements"]![rule]! > 0, rule)
        );
        Assert.Equal(2, (int)figures["late"]!);
        Assert.Equal(2, (int)figures["signedIn"]!["systems"]!);
        Assert.All(
            ["officers", "citizens"],
            kind => Assert.True((int)figures["signedIn"]![kind]! > 0, kind)
        );
        Assert.Equal(2, (int)figures["apologies"]!);
    }

    [Fact]
    public async Task A_second_start_finds_them_again()
    {
        var again = await mornings.Run();
        Assert.All(
            [
                "mornings",
                "dossiers",
                "accepted",
                "resolved",
                "returned",
                "late",
                "surveysAnswered",
                "noticesSent",
                "lost",
                "duplicates",
            ],
            figure =>
                Assert.True(
                    JsonNode.DeepEquals(mornings.Figures[figure], again[figure]),
                    $"{figure}: {mornings.Figures[figure]} and then {again[figure]}"
                )
        );
    }
}
