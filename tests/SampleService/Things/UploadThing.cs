using HoanKiem.ServiceDefaults.Idempotency;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace HoanKiem.SampleService.Things;

/// <summary>POST /v1/things/files — takes a file.</summary>
internal static class UploadThing
{
    /// <summary>What came.</summary>
    /// <param name="Name">Name of the file.</param>
    /// <param name="Size">Bytes.</param>
    public sealed record Response(string Name, long Size);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/files", Handle)
            .WithName(nameof(UploadThing))
            .DisableAntiforgery()
            .WithMetadata(new RequestSizeLimitAttribute(2 * 1024 * 1024))
            .RequireIdempotencyKey();

    private static Ok<Response> Handle(IFormFile file) =>
        TypedResults.Ok(new Response(file.FileName, file.Length));
}
