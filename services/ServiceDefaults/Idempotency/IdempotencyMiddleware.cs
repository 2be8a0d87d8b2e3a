using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace HoanKiem.ServiceDefaults.Idempotency;

/// <summary>
/// Runs a creating request at most once. Lock, look-up, effect and stored answer share one transaction; the lock is a
/// transaction-level advisory lock, so that a process that dies leaves nothing behind.
/// </summary>
internal sealed class IdempotencyMiddleware(RequestDelegate next)
{
    private static readonly string[] KeptHeaders = ["Location", "ETag", "Content-Type"];

    public async Task InvokeAsync(HttpContext http)
    {
        if (http.GetEndpoint()?.Metadata.GetMetadata<IdempotencyKeyRequired>() is null)
        {
            await next(http);
            return;
        }

        if (Key(http.Request.Headers["Idempotency-Key"].ToString()) is not { } key)
        {
            await Problems
                .KeyRequired.Because(
                    "Gửi Idempotency-Key gồm 1–64 ký tự ASCII, mỗi yêu cầu một khóa.",
                    "Send an Idempotency-Key of 1 to 64 ASCII characters, one for each request."
                )
                .WriteTo(http);
            return;
        }

        var subject = http.User.FindFirstValue("sub") ?? "";
        var fingerprint = await Fingerprint.Of(http.Request, http.RequestAborted);
        await RunOnce(
            http,
            (DbContext)http.RequestServices.GetService(typeof(DbContext))!,
            subject,
            key,
            fingerprint
        );
    }

    private async Task RunOnce(
        HttpContext http,
        DbContext db,
        string subject,
        string key,
        byte[] fingerprint
    )
    {
        var ct = http.RequestAborted;
        // A refusal rolls the whole transaction back, so savepoints would only cost round trips.
        db.Database.AutoSavepointsEnabled = false;
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        var (locked, stored) = await LockAndFind(db, subject, key, ct);
        if (stored is not null)
        {
            await transaction.RollbackAsync(ct);
            await Replay(http, stored, fingerprint);
            return;
        }

        if (!locked)
        {
            await transaction.RollbackAsync(ct);
            await Problems
                .StillRunning.Because(
                    "Hãy thử lại sau giây lát với cùng khóa.",
                    "Try again in a moment with the same key."
                )
                .WriteTo(http);
            return;
        }

        var client = http.Response.Body;
        using var buffer = new MemoryStream();
        http.Response.Body = buffer;
        try
        {
            await next(http);
        }
        finally
        {
            http.Response.Body = client;
        }

        var answer = Answer.Of(http.Response, buffer.ToArray());
        if (answer.Status is >= 200 and < 300)
        {
            await Store(db, subject, key, fingerprint, answer, ct);
            await transaction.CommitAsync(ct);
        }
        else
        {
            await transaction.RollbackAsync(ct);
            if (IsStable(answer.Status))
                await Store(db, subject, key, fingerprint, answer, ct);
        }

        if (buffer.Length > 0)
            await client.WriteAsync(answer.Body, ct);
    }

    // What the same request would meet again; a lost race, a missing right or a fault of ours may be different next time.
    private static bool IsStable(int status) => status is 400 or 410 or 412 or 422;

    private static async Task<(bool Locked, Answer? Stored)> LockAndFind(
        DbContext db,
        string subject,
        string key,
        CancellationToken ct
    )
    {
        // Two statements of one batch: the second takes its snapshot after the lock, so it sees what the holder committed.
        var connection = (NpgsqlConnection)db.Database.GetDbConnection();
        await using var batch = new NpgsqlBatch(
            connection,
            (NpgsqlTransaction)db.Database.CurrentTransaction!.GetDbTransaction()
        );
        batch.BatchCommands.Add(
            new NpgsqlBatchCommand(
                "select pg_try_advisory_xact_lock(hashtextextended($1 || chr(31) || $2, 7))"
            )
            {
                Parameters =
                {
                    new() { Value = subject },
                    new() { Value = key },
                },
            }
        );
        batch.BatchCommands.Add(
            new NpgsqlBatchCommand(
                "select fingerprint, status, headers::text, body from idempotency where subject = $1 and key = $2"
            )
            {
                Parameters =
                {
                    new() { Value = subject },
                    new() { Value = key },
                },
            }
        );
        await using var reader = await batch.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        var locked = reader.GetBoolean(0);
        await reader.NextResultAsync(ct);
        return await reader.ReadAsync(ct)
            ? (
                locked,
                new Answer(reader.GetInt32(1), reader.GetString(2), reader.GetFieldValue<byte[]>(3))
                {
                    Fingerprint = reader.GetFieldValue<byte[]>(0),
                }
            )
            : (locked, null);
    }

    private static Task<int> Store(
        DbContext db,
        string subject,
        string key,
        byte[] fingerprint,
        Answer answer,
        CancellationToken ct
    ) =>
        db.Database.ExecuteSqlAsync(
            $"""
            insert into idempotency (subject, key, fingerprint, status, headers, body, created_at)
            values ({subject}, {key}, {fingerprint}, {answer.Status}, {answer.Headers}::jsonb, {answer.Body}, now())
            on conflict do nothing
            """,
            ct
        );

    private static async Task Replay(HttpContext http, Answer stored, byte[] fingerprint)
    {
        if (!stored.Fingerprint.AsSpan().SequenceEqual(fingerprint))
        {
            await Problems
                .KeyReused.Because(
                    "Mỗi yêu cầu mới cần một khóa mới.",
                    "Each new request needs a new key."
                )
                .WriteTo(http);
            return;
        }

        http.Response.StatusCode = stored.Status;
        foreach (
            var (name, value) in JsonSerializer.Deserialize<Dictionary<string, string>>(
                stored.Headers
            )!
        )
            http.Response.Headers[name] = value;
        http.Response.Headers["Idempotency-Replayed"] = "true";
        if (stored.Body.Length > 0)
            await http.Response.Body.WriteAsync(stored.Body, http.RequestAborted);
    }

    // A structured-field string in quotes, or the same without quotes.
    private static string? Key(string header)
    {
        var key =
            header.Length > 2 && header[0] == '"' && header[^1] == '"' ? header[1..^1] : header;
        return
            key.Length is >= 1 and <= 64
            && key.All(character => character is >= '!' and <= '~' and not '"' and not '\\')
            ? key
            : null;
    }

    private sealed record Answer(int Status, string Headers, byte[] Body)
    {
        public byte[] Fingerprint { get; init; } = [];

        public static Answer Of(HttpResponse response, byte[] body)
        {
            var headers = KeptHeaders
                .Where(response.Headers.ContainsKey)
                .ToDictionary(name => name, name => response.Headers[name].ToString());
            return new Answer(response.StatusCode, JsonSerializer.Serialize(headers), body);
        }
    }
}
