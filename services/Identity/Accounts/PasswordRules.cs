using System.Text;

namespace HoanKiem.Identity.Accounts;

/// <summary>What a password that a person chooses must be: long, and not made of what anybody would try here first. Any characters will do.</summary>
internal static class PasswordRules
{
    /// <summary>Fewest characters.</summary>
    public const int Shortest = 12;

    /// <summary>Most characters.</summary>
    public const int Longest = 200;

    /// <summary>What must be left of it when everything that can be expected here is taken away.</summary>
    private const int Own = 6;

    private static readonly string[] Expected =
    [
        "hoankiem",
        "hanoi",
        "vietnam",
        "motcua",
        "ubnd",
        "phuong",
        "congdan",
        "canbo",
        "matkhau",
        "password",
        "qwerty",
        "123456789",
        "12345678",
        "123456",
        "abc",
    ];

    /// <summary>Why it is refused; null when it is not.</summary>
    public static (string Vi, string En)? Refuse(string password, string? userName)
    {
        if (password.Length is < Shortest or > Longest)
            return (
                $"Mật khẩu dài từ {Shortest} đến {Longest} ký tự.",
                $"A password has {Shortest} to {Longest} characters."
            );
        var left = Plain(password);
        foreach (var word in Expected.Append(Plain(userName ?? "")).Where(word => word.Length > 2))
            left = left.Replace(word, "", StringComparison.Ordinal);
        return left.Distinct().Count() < Own
            ? (
                "Mật khẩu dễ đoán: hãy dùng nhiều từ không liên quan đến nhau, không dùng tên nơi này hay tên đăng nhập.",
                "It is easily guessed: use several words that have nothing to do with each other, the place or the user name."
            )
            : null;
    }

    // Small letters and digits without marks: that is how people vary a word.
    private static string Plain(string text) =>
        string.Concat(
            text.Normalize(NormalizationForm.FormD)
                .Where(char.IsAsciiLetterOrDigit)
                .Select(char.ToLowerInvariant)
        );
}
