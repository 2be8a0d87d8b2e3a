using System.Globalization;

namespace HoanKiem.WorkingTime.Tests.Golden;

/// <summary>The named cases of due-dates.csv, a file that a lawyer can read and amend.</summary>
public sealed class DueDateCases
{
    public static IEnumerable<
        TheoryDataRow<string, string, string, int, string, string, string, string, string>
    > Cases() =>
        from line in File.ReadLines(
                Path.Combine(AppContext.BaseDirectory, "Golden", "due-dates.csv")
            )
            .Skip(1)
        let c = line.Split(';')
        select new TheoryDataRow<
            string,
            string,
            string,
            int,
            string,
            string,
            string,
            string,
            string
        >(
            c[0],
            c[1],
            c[2],
            int.Parse(c[3], CultureInfo.InvariantCulture),
            c[4],
            c[5],
            c[6],
            c[7],
            c[8]
        )
        {
            TestDisplayName = $"{c[0]} [{c[8]}]",
        };

    [Theory, MemberData(nameof(Cases))]
    public void A_dossier_is_due_when_the_law_says(
        string name,
        string calendar,
        string received,
        int limit,
        string unit,
        string cutOff,
        string due,
        string provisional,
        string citation
    )
    {
        Assert.NotEmpty(name);
        Assert.NotEmpty(citation);
        var answer = DueDate.Compute(
            Local.Calendar(calendar),
            new TimeLimit(
                limit,
                Local.Unit(unit),
                cutOff == "" ? null : TimeOnly.Parse(cutOff, CultureInfo.InvariantCulture)
            ),
            Local.Time(received)
        );

        Assert.Equal(due, Local.Text(answer.DueAt));
        Assert.Equal(TimeSpan.Zero, answer.DueAt.Offset);
        Assert.Equal(provisional == "provisional", answer.Provisional);
    }
}
