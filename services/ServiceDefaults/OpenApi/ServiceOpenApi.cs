using System.Text.Json.Serialization.Metadata;
using HoanKiem.ServiceDefaults.Http;
using HoanKiem.ServiceDefaults.Idempotency;
using HoanKiem.ServiceDefaults.Tokens;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace HoanKiem.ServiceDefaults.OpenApi;

/// <summary>The OpenAPI document of a service, the same on every machine: written by the build into contracts/openapi.</summary>
internal static class ServiceOpenApi
{
    public static void Add(IServiceCollection services, string service) =>
        services.AddOpenApi(
            "v1",
            options =>
            {
                options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
                options.CreateSchemaReferenceId = ReferenceId;
                var comments = new XmlComments();
                options.AddSchemaTransformer(DescribeShape);
                options.AddSchemaTransformer(comments.Describe);
                options.AddOperationTransformer(comments.Describe);
                options.AddOperationTransformer(DescribeOperation);
                options.AddDocumentTransformer(
                    (document, _, _) =>
                    {
                        document.Info = new OpenApiInfo
                        {
                            Title = "Hoàn Kiếm one-stop: " + service,
                            Version = "v1",
                            License = new OpenApiLicense
                            {
                                Name = "Apache-2.0",
                                Identifier = "Apache-2.0",
                            },
                        };
                        document.Servers = [];
                        document.Components ??= new OpenApiComponents();
                        document.Components.SecuritySchemes = new Dictionary<
                            string,
                            IOpenApiSecurityScheme
                        >
                        {
                            ["bearer"] = new OpenApiSecurityScheme
                            {
                                Type = SecuritySchemeType.Http,
                                Scheme = "bearer",
                                BearerFormat = "JWT",
                                Description =
                                    "Token of Identity; lives five minutes, audience "
                                    + service
                                    + ".",
                            },
                        };
                        AddProblemSchema(document);
                        Sort(document);
                        return Task.CompletedTask;
                    }
                );
            }
        );

    // Every slice has a nested Request: without the slice's name they would become one schema without a word.
    private static string? ReferenceId(JsonTypeInfo info) =>
        OpenApiOptions.CreateDefaultSchemaReferenceId(info) is null ? null : Name(info.Type);

    private static string Name(Type type)
    {
        var name = type.Name.Split('`')[0];
        if (type.IsGenericType)
            name += "Of" + string.Concat(type.GetGenericArguments().Select(Name));
        return type is { IsNested: true, IsGenericParameter: false }
            ? Name(type.DeclaringType!) + name
            : name;
    }

    // The exporter cannot look into our converters for texts and moments; and what we refuse in requests, clients must
    // tolerate in answers, because members are added within v1.
    private static Task DescribeShape(
        OpenApiSchema schema,
        OpenApiSchemaTransformerContext context,
        CancellationToken ct
    )
    {
        schema.AdditionalPropertiesAllowed = true;
        var type =
            Nullable.GetUnderlyingType(context.JsonTypeInfo.Type) ?? context.JsonTypeInfo.Type;
        if (type == typeof(DateTimeOffset))
            schema.Format = "date-time";
        if (type != typeof(string) && type != typeof(DateTimeOffset) && !type.IsEnum)
            return Task.CompletedTask;
        schema.Type = JsonSchemaType.String;
        if (
            context.JsonPropertyInfo is { } property
            && (property.IsGetNullable || property.IsSetNullable)
            && !type.IsEnum
        )
            schema.Type |= JsonSchemaType.Null;
        return Task.CompletedTask;
    }

    private static Task DescribeOperation(
        OpenApiOperation operation,
        OpenApiOperationTransformerContext context,
        CancellationToken ct
    )
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        if (metadata.OfType<IdempotencyKeyRequired>().Any())
            AddHeader(
                operation,
                "Idempotency-Key",
                "1 to 64 printable ASCII characters, in quotes or not; one for each new request.",
                64
            );
        if (metadata.OfType<IfMatchRequired>().Any())
            AddHeader(operation, "If-Match", "The ETag of the version that the client read.", 32);
        var closed =
            metadata.OfType<IAuthorizeData>().Any() && !metadata.OfType<IAllowAnonymous>().Any();
        if (closed)
            operation.Security =
            [
                new OpenApiSecurityRequirement
                {
                    [new OpenApiSecuritySchemeReference("bearer", context.Document)] = [],
                },
            ];
        operation.Responses ??= [];
        foreach (var (status, why) in Expected(operation, metadata, closed))
            operation.Responses.TryAdd(status, new OpenApiResponse { Description = why });
        foreach (var (status, response) in operation.Responses)
        {
            if (status[0] is '4' or '5' && response is OpenApiResponse problem)
                problem.Content = new Dictionary<string, OpenApiMediaType>
                {
                    ["application/problem+json"] = new()
                    {
                        Schema = new OpenApiSchemaReference("Problem", context.Document),
                    },
                };
        }

        return Task.CompletedTask;
    }

    private static IEnumerable<(string Status, string Why)> Expected(
        OpenApiOperation operation,
        IList<object> metadata,
        bool closed
    )
    {
        if (operation.RequestBody is not null || operation.Parameters is { Count: > 0 })
            yield return ("400", "Bad Request");
        if (closed)
        {
            yield return (
                "401",
                metadata.OfType<AssuranceRequired>().FirstOrDefault() is { Level: var level }
                    ? $"Unauthorized, or a person signed in below level {level}"
                    : "Unauthorized"
            );
            yield return ("403", "Forbidden");
        }

        if (operation.RequestBody is not null)
        {
            yield return ("413", "Content Too Large");
            yield return ("415", "Unsupported Media Type");
        }

        if (metadata.OfType<IdempotencyKeyRequired>().Any())
        {
            yield return ("409", "Conflict");
            yield return ("422", "Unprocessable Content");
        }

        if (metadata.OfType<IfMatchRequired>().Any())
        {
            yield return ("412", "Precondition Failed");
            yield return ("428", "Precondition Required");
        }

        yield return (
            "429",
            "Too Many Requests; Retry-After says in how many seconds to ask again"
        );
    }

    private static void AddHeader(
        OpenApiOperation operation,
        string name,
        string description,
        int length
    ) =>
        (operation.Parameters ??= []).Add(
            new OpenApiParameter
            {
                Name = name,
                In = ParameterLocation.Header,
                Required = true,
                Description = description,
                Schema = new OpenApiSchema { Type = JsonSchemaType.String, MaxLength = length },
            }
        );

    private static void AddProblemSchema(OpenApiDocument document)
    {
        static OpenApiSchema Text(string description) =>
            new() { Type = JsonSchemaType.String, Description = description };
        document.Components!.Schemas ??= new Dictionary<string, IOpenApiSchema>();
        // The framework's own, which nothing refers to any more.
        document.Components.Schemas.Remove(nameof(Microsoft.AspNetCore.Mvc.ProblemDetails));
        document.Components.Schemas["Problem"] = new OpenApiSchema
        {
            Type = JsonSchemaType.Object,
            Description = "RFC 9457 problem details in Vietnamese and English.",
            Required = new SortedSet<string>(StringComparer.Ordinal)
            {
                "type",
                "title",
                "titleEn",
                "status",
                "detail",
                "detailEn",
            },
            Properties = new Dictionary<string, IOpenApiSchema>
            {
                ["type"] = Text(
                    "urn:hoankiem:problem:<name>, stable; the list is in docs/errors.md."
                ),
                ["title"] = Text("What kind of problem, Vietnamese."),
                ["titleEn"] = Text("What kind of problem, English."),
                ["status"] = new OpenApiSchema { Type = JsonSchemaType.Integer },
                ["detail"] = Text("Why, Vietnamese."),
                ["detailEn"] = Text("Why, English."),
                ["traceId"] = Text("Finds the request in our logs."),
                ["errors"] = new OpenApiSchema
                {
                    Type = JsonSchemaType.Array,
                    Items = new OpenApiSchema
                    {
                        Type = JsonSchemaType.Object,
                        Properties = new Dictionary<string, IOpenApiSchema>
                        {
                            ["member"] = Text("Path of the member, e.g. parties[0].phone."),
                            ["code"] = Text("Stable code."),
                            ["vi"] = Text("What is wrong, Vietnamese."),
                            ["en"] = Text("What is wrong, English."),
                        },
                    },
                },
            },
        };
    }

    // The order of discovery is nobody's contract.
    private static void Sort(OpenApiDocument document)
    {
        document.Components!.Schemas = new SortedDictionary<string, IOpenApiSchema>(
            document.Components.Schemas!,
            StringComparer.Ordinal
        );
        var paths = new OpenApiPaths();
        foreach (
            var (path, item) in document.Paths.OrderBy(path => path.Key, StringComparer.Ordinal)
        )
        {
            paths.Add(path, item);
            foreach (var operation in item.Operations?.Values.ToArray() ?? [])
            {
                var responses = new OpenApiResponses();
                foreach (
                    var (status, response) in operation.Responses?.OrderBy(
                        response => response.Key,
                        StringComparer.Ordinal
                    ) ?? Enumerable.Empty<KeyValuePair<string, IOpenApiResponse>>()
                )
                    responses.Add(status, response);
                operation.Responses = responses;
            }
        }

        document.Paths = paths;
    }
}
