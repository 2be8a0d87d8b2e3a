using Npgsql;

namespace HoanKiem.Faults;

/// <summary>Short words for questions to a database.</summary>
internal static class Sql
{
#pragma warning disable CA2100 // the texts are the program's own
    public static async Task<object?> Value(
        NpgsqlConnection connection,
        string text,
        params object[] values
    )
    {
        await using var command = Command(connection, text, values);
        return await command.ExecuteScalarAsync();
    }

    public static async Task<long> Number(
        NpgsqlConnection connection,
        string text,
        params object[] values
    ) => Convert.ToInt64(await Value(connection, text, values), null);

    public static async Task<int> Do(
        NpgsqlConnection connection,
        string text,
        params object[] values
    )
    {
        await using var command = Command(connection, text, values);
        return await command.ExecuteNonQueryAsync();
    }

    public static async Task<List<T>> Rows<T>(
        NpgsqlConnection connection,
        string text,
        Func<NpgsqlDataReader, T> read,
        params object[] values
    )
    {
        await using var command = Command(connection, text, values);
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<T>();
        while (await reader.ReadAsync())
            rows.Add(read(reader));
        return rows;
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string text, object[] values)
    {
        var command = new NpgsqlCommand(text, connection);
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        return command;
    }
#pragma warning restore CA2100
}
