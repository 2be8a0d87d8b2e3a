using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace HoanKiem.ServiceDefaults.Idempotency;

/// <summary>What makes two requests the same: method, path and canonical body.</summary>
internal static class Fingerprint
{
    public static async Task<byte[]> Of(HttpRequest request, CancellationToken ct)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(
            Encoding.UTF8.GetBytes($"{request.Method} {request.Path}{request.QueryString}\n")
        );
        if (request.HasFormContentType)
            await AppendForm(hash, request, ct);
        else
            await AppendBody(hash, request, ct);
        return hash.GetHashAndReset();
    }

    private static async Task AppendBody(
        IncrementalHash hash,
        HttpRequest request,
        CancellationToken ct
    )
    {
        request.EnableBuffering();
        var body = new ArrayBufferWriter<byte>();
        var stream = request.Body;
        for (var read = 1; read > 0; )
        {
            read = await stream.ReadAsync(body.GetMemory(16 * 1024), ct);
            body.Advance(read);
        }

        stream.Position = 0;
        hash.AppendData(
            request.HasJsonContentType() ? Canonical(body.WrittenMemory) : body.WrittenSpan
        );
    }

    // Members in order and no spaces: a client that builds its JSON anew for the second attempt sends the same request.
    private static ReadOnlySpan<byte> Canonical(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var canonical = new ArrayBufferWriter<byte>(body.Length);
            using (var writer = new Utf8JsonWriter(canonical))
                Write(writer, document.RootElement);
            return canonical.WrittenSpan;
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            return body.Span; // the endpoint will say what is wrong with it
        }
    }

    private static void Write(Utf8JsonWriter writer, JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (
                    var member in element
                        .EnumerateObject()
                        .OrderBy(member => member.Name, StringComparer.Ordinal)
                )
                {
                    writer.WritePropertyName(member.Name);
                    Write(writer, member.Value);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in element.EnumerateArray())
                    Write(writer, item);
                writer.WriteEndArray();
                break;
            default:
                element.WriteTo(writer);
                break;
        }
    }

    // The boundary of a multipart body differs from attempt to attempt; its fields and files do not.
    private static async Task AppendForm(
        IncrementalHash hash,
        HttpRequest request,
        CancellationToken ct
    )
    {
        var form = await request.ReadFormAsync(ct);
        foreach (var field in form.OrderBy(field => field.Key, StringComparer.Ordinal))
        {
            // The token against forged requests changes with every page.
            if (!field.Key.StartsWith("__RequestVerificationToken", StringComparison.Ordinal))
                hash.AppendData(
                    Encoding.UTF8.GetBytes(
                        $"{field.Key}\u001f{string.Join('\u001e', field.Value.ToArray())}\n"
                    )
                );
        }

        foreach (var file in form.Files)
        {
            hash.AppendData(
                Encoding.UTF8.GetBytes(
                    $"{file.Name}\u001f{file.FileName}\u001f{file.ContentType}\n"
                )
            );
            await using var content = file.OpenReadStream();
            hash.AppendData(await SHA256.HashDataAsync(content, ct));
        }
    }
}
