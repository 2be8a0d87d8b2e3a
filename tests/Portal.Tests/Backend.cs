using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using HoanKiem.Contracts;
using HoanKiem.Portal.Backend;
using HoanKiem.ServiceDefaults.Http;
using HoanKiem.ServiceDefaults.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace HoanKiem.Portal.Tests;

/// <summary>
/// All services but Identity in one small Kestrel. It answers with the Portal's own records, whose members a test compares with the approved OpenAPI
/// files, and checks every request body against the same files.
/// </summary>
internal sealed partial class Backend : IAsyncDisposable
{
    public const string LookUpCode = "7K3QX-9MZ4T";
    public const string ReturnedCode = "5N8WJ-2C6PD";
    public const string Number = "000.09.16.H26-190514-0012";
    public const string WantsHigherLevel = "Lê Thị Mức Hai";
    public const string SurveyToken = "SVY-8H2K4MQ7";

    private readonly ConcurrentDictionary<string, JsonNode> _kept = new();
    private WebApplication _app = null!;

    public string Address { get; private set; } = "";

    /// <summary>What the Portal sent that a service would not take.</summary>
    public ConcurrentQueue<string> Faults { get; } = [];

    /// <summary>Dossiers that were created: one for each key.</summary>
    public ConcurrentQueue<JsonElement> Dossiers { get; } = [];

    /// <summary>Answers to surveys.</summary>
    public ConcurrentQueue<JsonElement> Ratings { get; } = [];

    /// <summary>Completed steps and decisions.</summary>
    public ConcurrentQueue<JsonElement> Acts { get; } = [];

    /// <summary>Cookies that reached a service, which none should.</summary>
    public ConcurrentQueue<string> Cookies { get; } = [];

    public async Task Start()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Use(
            (http, next) =>
            {
                if (http.Request.Headers.Cookie.Count > 0)
                    Cookies.Enqueue(http.Request.Path);
                return next(http);
            }
        );
        Catalogue();
        DossiersService();
        Routing();
        Others();
        OwnData();
        await _app.StartAsync();
        Address = _app.Urls.First();
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private void Catalogue()
    {
        _app.MapGet(
            "/v1/procedures",
            (string? q) =>
            {
                var words = Fold.Of(q ?? "");
                var found = Given
                    .Procedures.Where(p => Fold.Of(p.Content.Name).Contains(words))
                    .Select(p => new ProcedureFound(
                        p.Code,
                        p.Content.Name,
                        p.Content.Field,
                        p.Content.Level,
                        p.Content.Limit,
                        p.Content.OnlineChannel
                    ))
                    .ToList();
                return Ok(new Listed<ProcedureFound>(found, null, found.Count));
            }
        );
        _app.MapGet(
            "/v1/procedures/{code}",
            (string code) =>
                Given.Procedures.FirstOrDefault(p => p.Code == code) is { } procedure
                    ? Ok(procedure)
                    : Refused(404, "unknown-procedure", "Không có thủ tục này.")
        );
        _app.MapGet(
            "/v1/agencies",
            () => Ok(new Listed<AgencyShown>(Given.Agencies, null, Given.Agencies.Count))
        );
    }

    private void DossiersService()
    {
        Post(
            "/v1/dossiers",
            ResourceNames.Dossiers,
            "SubmitDossierRequest",
            (http, body) =>
            {
                if (SignedIn(http) is { } no)
                    return no;
                if (body.GetProperty("procedureCode").GetString() == Given.OnNationalPortal)
                    return Refused(
                        422,
                        "filed-on-national-portal",
                        "Từ 01/07/2025, nộp hồ sơ trực tuyến trên Cổng Dịch vụ công quốc gia.",
                        ("url", "https://dichvucong.gov.vn/p/home/dvc.html?ma_thu_tuc=3.000722")
                    );
                var party = body.GetProperty("parties")[0];
                if (party.GetProperty("name").GetString() == WantsHigherLevel)
                    return Refused(
                        401,
                        "assurance-too-low",
                        "Cần mức độ 2.",
                        ("requiredAssurance", 2)
                    );
                if (party.GetProperty("name").GetString() == "")
                    return Refused(
                        400,
                        "invalid-request",
                        "Một số trường chưa đúng.",
                        errors:
                        [
                            ("parties[0].name", "Bắt buộc phải có."),
                            ("parties[0].name", "Dài từ 1 đến 200 ký tự."),
                        ]
                    );
                if (body.GetProperty("papers").GetArrayLength() == 0)
                    return Refused(
                        422,
                        "paper-missing",
                        "Thiếu giấy tờ: Tờ khai cấp Giấy xác nhận tình trạng hôn nhân.",
                        errors: [("papers", "Thiếu giấy tờ bắt buộc.")]
                    );
                return Once(
                    http,
                    () =>
                    {
                        Dossiers.Enqueue(body);
                        return new Submitted(
                            Given.Dossier,
                            "TN-190514-4QX7M2KD",
                            LookUpCode,
                            "Mới đăng ký",
                            Given.At(8, 5)
                        );
                    },
                    201
                );
            }
        );
        _app.MapGet(
            "/v1/dossiers",
            (HttpContext http) => SignedIn(http) ?? Ok(Given.WaitingDossiers)
        );
        _app.MapGet(
            "/v1/dossiers/{id:guid}",
            (HttpContext http) => SignedIn(http) ?? Ok(Given.OneDossier)
        );
        Post(
            "/v1/dossiers/{id:guid}/acceptance",
            ResourceNames.Dossiers,
            "AcceptDossierRequest",
            (http, _) =>
                SignedIn(http)
                ?? (
                    http.Request.Headers.IfMatch == "\"1\""
                        ? Once(http, () => Given.Accepted, 200)
                        : Refused(412, "stale-version", "Phiên bản hiện tại là 1.")
                )
        );
        Post(
            "/v1/look-ups",
            ResourceNames.Dossiers,
            "LookUpDossierRequest",
            (_, body) =>
                body.GetProperty("code").GetString() == LookUpCode ? Ok(Given.Followed)
                : body.GetProperty("code").GetString() == ReturnedCode ? Ok(Given.Returned)
                : body.GetProperty("number").GetString() == Number
                    ? Ok(Given.Followed with { Dossier = null })
                : Refused(404, "nothing-found", "Kiểm tra lại mã tra cứu hoặc mã hồ sơ.")
        );
    }

    private void Routing()
    {
        _app.MapGet("/v1/tasks", (HttpContext http) => SignedIn(http) ?? Ok(Given.Tasks));
        Post(
            "/v1/tasks/{step:guid}/completion",
            ResourceNames.Routing,
            "CompleteTaskRequest",
            (http, body) =>
            {
                Acts.Enqueue(body);
                return SignedIn(http) ?? Ok(new CompletedShown(Guid.Empty, "signing"));
            }
        );
        Post(
            "/v1/cases/{id:guid}/decision",
            ResourceNames.Routing,
            "DecideCaseRequest",
            (http, body) =>
            {
                Acts.Enqueue(body);
                return SignedIn(http) ?? Ok(new DecidedShown(Guid.Empty, Given.At(10, 30)));
            }
        );
    }

    private void Others()
    {
        _app.MapGet("/signed-in", () => "signed in at another program");
        Post(
            "/v1/surveys/answers",
            ResourceNames.Feedback,
            "AnswerSurveyRequest",
            (_, body) =>
            {
                if (body.GetProperty("token").GetString() != SurveyToken)
                    return Refused(404, "survey-unknown", "Mã đánh giá không đúng.");
                if (
                    body.GetProperty("overall").GetInt32() == 0
                    && body.GetProperty("reason").ValueKind == JsonValueKind.Null
                )
                    return Refused(
                        422,
                        "dissatisfaction-reason-required",
                        "Xin cho biết vì sao Ông/Bà không hài lòng.",
                        errors: [("reason", "Xin cho biết vì sao Ông/Bà không hài lòng.")]
                    );
                Ratings.Enqueue(body);
                return Ok(new { answeredAt = Given.At(9, 0) });
            }
        );
        _app.MapGet(
            "/v1/on-time",
            (HttpContext http, string by) => SignedIn(http) ?? Ok(Given.OnTime with { By = by })
        );
    }

    // The handler sees the body only after it was compared with the approved file of the service.
    private void Post(
        string pattern,
        string service,
        string schema,
        Func<HttpContext, JsonElement, IResult> handle
    ) =>
        _app.MapPost(
            pattern,
            async (HttpContext http) =>
            {
                var body = await JsonSerializer.DeserializeAsync<JsonElement>(http.Request.Body);
                foreach (var fault in Contract.Faults(service, schema, body))
                    Faults.Enqueue($"{schema}{fault}");
                return handle(http, body);
            }
        );

    private IResult Once<T>(HttpContext http, Func<T> create, int status)
    {
        var key = http.Request.Headers["Idempotency-Key"].ToString();
        if (key.Length < 3)
            return Refused(400, "idempotency-key-required", "Cần Idempotency-Key.");
        var answer = _kept.GetOrAdd(
            key,
            _ => JsonSerializer.SerializeToNode(create(), JsonDefaults.Options)!
        );
        http.Response.Headers.ETag = "\"1\"";
        return Results.Text(answer.ToJsonString(), "application/json", null, status);
    }

    private static IResult? SignedIn(HttpContext http) =>
        http
            .Request.Headers.Authorization.ToString()
            .StartsWith("Bearer ey", StringComparison.Ordinal)
            ? null
            : Refused(401, "unauthenticated", "Cần đăng nhập.");

    private static IResult Ok<T>(T answer) => Results.Json(answer, JsonDefaults.Options);

    private static IResult Refused(
        int status,
        string type,
        string detail,
        (string Name, JsonNode Value)? fact = null,
        (string Member, string Vi)[]? errors = null
    )
    {
        var problem = new JsonObject
        {
            ["type"] = "urn:hoankiem:problem:" + type,
            ["title"] = "Chưa nhận được",
            ["titleEn"] = "Refused",
            ["status"] = status,
            ["detail"] = detail,
            ["detailEn"] = "Please look again.",
            ["errors"] = new JsonArray([
                .. (errors ?? []).Select(error => new JsonObject
                {
                    ["member"] = error.Member,
                    ["code"] = "required",
                    ["vi"] = error.Vi,
                    ["en"] = "This is required.",
                }),
            ]),
        };
        if (fact is { } more)
            problem[more.Name] = more.Value;
        return Results.Text(problem.ToJsonString(), "application/problem+json", null, status);
    }
}
