using HoanKiem.Dossiers.Dossiers;

namespace HoanKiem.Dossiers.Tests.Reception;

public sealed class CodesTests
{
    [Fact]
    public void A_number_is_prefix_local_day_and_four_digits_that_grow()
    {
        Assert.Equal(
            "000.00.06.H56-231027-0361",
            DossierNumber.Of("000.00.06.H56", new(2023, 10, 27), 361)
        );
        Assert.Equal(
            "000.00.06.H56-231027-9999",
            DossierNumber.Of("000.00.06.H56", new(2023, 10, 27), 9999)
        );
        Assert.Equal(
            "000.00.06.H56-231027-10000",
            DossierNumber.Of("000.00.06.H56", new(2023, 10, 27), 10000)
        );
    }

    [Fact]
    public void A_look_up_code_survives_being_typed_by_hand()
    {
        var code = LookUpCode.New();
        Assert.Equal(code, LookUpCode.Read($" {LookUpCode.Print(code).ToLowerInvariant()} "));
        Assert.Equal("0011ABCDEF", LookUpCode.Read("oOiL-abcdef"));
        Assert.Null(LookUpCode.Read("ABC"));
        Assert.Null(LookUpCode.Read("ABCDE-FGHU!"));
    }

    [Fact]
    public void Look_up_codes_have_fifty_bits_and_do_not_repeat()
    {
        var codes = Enumerable.Range(0, 10_000).Select(_ => LookUpCode.New()).ToList();
        Assert.Equal(codes.Count, codes.Distinct().Count());

        // Counted, not believed: at each place the letters come equally often (chi-square, 31 degrees of freedom, p = 10⁻⁷).
        var bits = 0.0;
        for (var place = 0; place < LookUpCode.Length; place++)
        {
            var times = codes.CountBy(code => code[place]).Select(letter => letter.Value).ToList();
            var expected = (double)codes.Count / times.Count;
            Assert.True(times.Sum(time => Math.Pow(time - expected, 2) / expected) < 86);
            bits += Math.Log2(times.Count);
        }

        Assert.Equal(50, bits);
    }

    [Fact]
    public void A_request_code_names_the_local_day() =>
        Assert.StartsWith(
            "TN-190515-",
            RequestCode.New(new(2019, 5, 14, 18, 0, 0, TimeSpan.Zero)),
            StringComparison.Ordinal
        );
}
