namespace HoanKiem.Postal.Labels;

/// <summary>
/// Barcode Code 128 (ISO/IEC 15417): code set B for printable ASCII, code set C for runs of at least four digits, which halves their
/// width. An item number becomes letters in B, its digits in C and the rest in B again.
/// </summary>
internal static class Code128
{
    private const int ToC = 99;
    private const int ToB = 100;
    private const int StartB = 104;
    private const int StartC = 105;

    // Widths of bars and spaces in turn, for the values 0 to 105; the stop has one bar more.
    private static readonly string[] Patterns =
    [
        .. (
            "212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132 122231 113222 "
            + "123122 123221 223211 221132 221231 213212 223112 312131 311222 321122 321221 312212 322112 322211 212123 212321 "
            + "232121 111323 131123 131321 112313 132113 132311 211313 231113 231311 112133 112331 132131 113123 113321 133121 "
            + "313121 211331 231131 213113 213311 213131 311123 311321 331121 312113 312311 332111 314111 221411 431111 111224 "
            + "111422 121124 121421 141122 141221 112214 112412 122114 122411 142112 142211 241211 221114 413111 241112 134111 "
            + "111242 121142 121241 114212 124112 124211 411212 421112 421211 212141 214121 412121 111143 111341 131141 114113 "
            + "114311 411113 411311 113141 114131 311141 411131 211412 211214 211232"
        ).Split(' '),
    ];

    private const string Stop = "2331112";

    /// <summary>Widths of bars and spaces in turn, in modules, beginning with a bar; quiet zones of ten modules are the caller's.</summary>
    /// <param name="text">Printable ASCII.</param>
    public static IReadOnlyList<int> Widths(string text)
    {
        var values = Values(text);
        var sum = values[0];
        for (var i = 1; i < values.Count; i++)
            sum += i * values[i];

        return
        [
            .. values
                .Append(sum % 103)
                .SelectMany(value => Patterns[value])
                .Concat(Stop)
                .Select(width => width - '0'),
        ];
    }

    private static List<int> Values(string text)
    {
        if (text.Length == 0 || text.Any(letter => letter is < ' ' or > '~'))
            throw new ArgumentException("Only printable ASCII can be a barcode of code set B.");

        var values = new List<int>();
        var inC = DigitsAt(text, 0) >= 4;
        values.Add(inC ? StartC : StartB);

        for (var i = 0; i < text.Length; )
        {
            var digits = DigitsAt(text, i);
            if (inC && digits < 2)
            {
                values.Add(ToB);
                inC = false;
            }
            else if (!inC && digits >= 4 && digits % 2 == 0)
            {
                values.Add(ToC);
                inC = true;
            }
            else if (inC)
            {
                values.Add((text[i] - '0') * 10 + text[i + 1] - '0');
                i += 2;
            }
            else
            {
                values.Add(text[i] - ' ');
                i++;
            }
        }

        return values;
    }

    private static int DigitsAt(string text, int start)
    {
        var end = start;
        while (end < text.Length && char.IsAsciiDigit(text[end]))
            end++;
        return end - start;
    }
}
