using HoanKiem.ServiceDefaults.Text;

namespace HoanKiem.ServiceDefaults.Tests;

public sealed class TextTests
{
    [Theory]
    [InlineData("Đăng ký khai sinh", "dang ky khai sinh")]
    [InlineData("Hòa", "hoa")]
    [InlineData("Hoà", "hoa")]
    [InlineData("Ho\u0300a", "hoa")]
    [InlineData("  Phường   HÀNG BẠC ", "phuong hang bac")]
    [InlineData("Nguyễn Thị Thuỷ", "nguyen thi thuy")]
    [InlineData("", "")]
    public void Names_are_folded_for_search(string text, string folded) =>
        Assert.Equal(folded, Fold.Of(text));

    [Fact]
    public void Half_a_character_is_left_out_of_a_search() =>
        Assert.Equal("ab", Fold.Of("a" + (char)0xd800 + "b"));

    [Theory]
    [InlineData("001199000001", true)]
    [InlineData("096099000001", true)]
    [InlineData("101099000001", true)] // born abroad
    [InlineData("003099000001", false)] // there was never such a province
    [InlineData("001999000001", false)]
    [InlineData("00119900000", false)]
    [InlineData("00119900000a", false)]
    [InlineData("٠٠١١٩٩٠٠٠٠٠١", false)]
    public void An_identification_number_is_possible_or_not(string number, bool possible) =>
        Assert.Equal(possible, IdentityNumber.IsPossible(number, allowTestNumbers: false));

    [Theory]
    [InlineData("001999000001", true)]
    [InlineData("002999000001", false)]
    [InlineData("001799000001", false)]
    public void Test_people_are_taken_only_where_they_are_allowed(string number, bool possible) =>
        Assert.Equal(possible, IdentityNumber.IsPossible(number, allowTestNumbers: true));

    [Theory]
    [InlineData("0901234567", "+84901234567")]
    [InlineData("+84 90 123 45 67", "+84901234567")]
    [InlineData("0084901234567", "+84901234567")]
    [InlineData("024.3825.1234", "+842438251234")]
    [InlineData("01691234567", "+841691234567")] // eleven digits, before 15/09/2018
    [InlineData("0123", null)]
    [InlineData("0201234567", null)]
    [InlineData("090123456x", null)]
    public void A_telephone_number_has_one_form(string text, string? normal) =>
        Assert.Equal(normal, PhoneNumber.Normalised(text));
}
