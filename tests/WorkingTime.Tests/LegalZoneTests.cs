namespace HoanKiem.WorkingTime.Tests;

public sealed class LegalZoneTests
{
    /// <summary>Điều 26 khoản 2: the number of a dossier carries the date of reception, the one in Hà Nội.</summary>
    [Fact]
    public void Half_past_midnight_in_Ha_Noi_is_already_the_new_legal_date() =>
        Assert.Equal(
            new DateOnly(2019, 5, 15),
            LegalZone.DateOf(new DateTimeOffset(2019, 5, 14, 17, 30, 0, TimeSpan.Zero))
        );

    [Fact]
    public void A_legal_time_is_stored_in_utc()
    {
        var instant = LegalZone.At(new(2019, 5, 14), new(8, 0));

        Assert.Equal(new DateTimeOffset(2019, 5, 14, 1, 0, 0, TimeSpan.Zero), instant);
        Assert.Equal(TimeSpan.Zero, instant.Offset);
        Assert.Equal(new TimeOnly(8, 0), LegalZone.TimeOf(instant));
    }
}
