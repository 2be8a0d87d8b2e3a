namespace HoanKiem.Messaging;

/// <summary>Every fact that expects an answer writes an expectation in the same commit; a missed one is listed, counted and never silent.</summary>
public interface IExpectations
{
    /// <summary>Expects the answer <paramref name="kind"/> for <paramref name="key"/> within a span of system time.</summary>
    void Expect(string kind, string key, TimeSpan within);

    /// <summary>The answer came; nothing happens when none was expected, also when it came before the expectation was written.</summary>
    void Met(string kind, string key);
}
