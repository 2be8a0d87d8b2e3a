using CsCheck;
using HoanKiem.Postal.Waybills;

namespace HoanKiem.Postal.Tests.Waybills;

public sealed class ItemIdentifierTests
{
    // EY and AW: documents of India Post; RN: the textbook example; EB: a sample of VNPost.
    [Theory]
    [InlineData("EY000027272IN")]
    [InlineData("AW784699994IN")]
    [InlineData("RN473124829GB")]
    [InlineData("EB125966888VN")]
    [InlineData("EK123456785VN")]
    public void A_real_item_number_is_read(string text)
    {
        Assert.True(ItemIdentifier.TryParse(text, out var item));
        Assert.Equal(text, item.Text);
    }

    [Theory]
    [InlineData("EK 12345678 5 VN")]
    [InlineData("ek123456785vn")]
    public void Spaces_and_small_letters_do_not_matter(string text)
    {
        Assert.True(ItemIdentifier.TryParse(text, out var item));
        Assert.Equal("EK123456785VN", item.Text);
        Assert.Equal("EK 12345678 5 VN", item.ForPeople());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("EK12345678VN")]
    [InlineData("EK123456784VN")]
    [InlineData("E1123456785VN")]
    [InlineData("EK12345678５VN")]
    [InlineData("EK1234567855VN")]
    public void What_is_no_item_number_is_refused(string? text) =>
        Assert.False(ItemIdentifier.TryParse(text, out _));

    [Fact]
    public void Every_serial_makes_a_number_that_reads_back() =>
        Gen.Int[0, 99_999_999]
            .Sample(serial =>
            {
                var item = ItemIdentifier.Create("EK", serial);
                Assert.True(ItemIdentifier.TryParse(item.Text, out var read));
                Assert.Equal(item, read);
            });

    [Fact]
    public void A_wrong_digit_is_noticed()
    {
        // The weights are prime to 11, so that one wrong digit changes the sum; only where the standard folds 10 to 0 and 11 to 5
        // can two remainders share a check digit.
        Gen.Select(Gen.Int[0, 99_999_999], Gen.Int[2, 9], Gen.Int[1, 9])
            .Sample(
                (serial, place, by) =>
                {
                    var right = ItemIdentifier.Create("EK", serial).Text;
                    var digit = (char)('0' + (right[place] - '0' + by) % 10);
                    var wrong = right[..place] + digit + right[(place + 1)..];
                    Assert.True(!ItemIdentifier.TryParse(wrong, out _) || right[10] is '0' or '5');
                }
            );
    }
}
