using System.Reflection;

namespace HoanKiem.ServiceDefaults;

/// <summary>The problems that every service can answer with. A service's own are in its <c>Refusals.cs</c>.</summary>
public static class Problems
{
    /// <summary>The body is not JSON.</summary>
    public static readonly ProblemType MalformedJson = new(
        "malformed-json",
        400,
        "Nội dung gửi lên không phải JSON hợp lệ",
        "The body is not valid JSON"
    );

    /// <summary>The body has a member that the service does not know.</summary>
    public static readonly ProblemType UnknownMember = new(
        "unknown-member",
        400,
        "Trường dữ liệu không được biết đến",
        "Unknown member"
    );

    /// <summary>A member is missing or breaks a rule of shape.</summary>
    public static readonly ProblemType InvalidMembers = new(
        "invalid-members",
        400,
        "Dữ liệu chưa hợp lệ",
        "Some members are not valid"
    );

    /// <summary>A text is not in Unicode normal form C or has control characters.</summary>
    public static readonly ProblemType InvalidText = new(
        "invalid-text",
        400,
        "Văn bản không đúng chuẩn Unicode NFC hoặc có ký tự điều khiển",
        "The text is not NFC or has control characters"
    );

    /// <summary>The request cannot be read for another reason.</summary>
    public static readonly ProblemType BadRequest = new(
        "bad-request",
        400,
        "Yêu cầu không hợp lệ",
        "Bad request"
    );

    /// <summary>There is no token.</summary>
    public static readonly ProblemType Unauthenticated = new(
        "unauthenticated",
        401,
        "Chưa đăng nhập",
        "Not signed in"
    );

    /// <summary>The token's five minutes are over.</summary>
    public static readonly ProblemType TokenExpired = new(
        "token-expired",
        401,
        "Phiên đăng nhập đã hết hạn",
        "The token has expired"
    );

    /// <summary>The token's time has not begun.</summary>
    public static readonly ProblemType TokenNotYetValid = new(
        "token-not-yet-valid",
        401,
        "Mã truy cập chưa có hiệu lực",
        "The token is not valid yet"
    );

    /// <summary>The token is one of ours, but for other services.</summary>
    public static readonly ProblemType TokenForAnotherService = new(
        "token-for-another-service",
        401,
        "Mã truy cập dành cho dịch vụ khác",
        "The token is for another service"
    );

    /// <summary>Another issuer, another key, no signature, another kind of token, or no token at all.</summary>
    public static readonly ProblemType TokenNotOurs = new(
        "token-not-ours",
        401,
        "Mã truy cập không hợp lệ",
        "The token is not one of ours"
    );

    /// <summary>The sign-in says less surely who somebody is than the law wants here.</summary>
    public static readonly ProblemType AssuranceTooLow = new(
        "assurance-too-low",
        401,
        "Cần đăng nhập ở mức độ định danh cao hơn",
        "A sign-in of a higher level is needed"
    );

    /// <summary>The caller is known and may not do this.</summary>
    public static readonly ProblemType Forbidden = new(
        "forbidden",
        403,
        "Không có quyền thực hiện",
        "Not allowed"
    );

    /// <summary>It does not exist, or not for this caller.</summary>
    public static readonly ProblemType NotFound = new(
        "not-found",
        404,
        "Không tìm thấy",
        "Not found"
    );

    /// <summary>The resource has no such method.</summary>
    public static readonly ProblemType MethodNotAllowed = new(
        "method-not-allowed",
        405,
        "Phương thức không được hỗ trợ",
        "Method not allowed"
    );

    /// <summary>The first request with the same idempotency key is still running.</summary>
    public static readonly ProblemType StillRunning = new(
        "request-still-running",
        409,
        "Yêu cầu cùng khóa đang được xử lý",
        "A request with the same key is still running"
    );

    /// <summary>Someone else changed the same object at the same moment.</summary>
    public static readonly ProblemType Conflict = new(
        "conflict",
        409,
        "Dữ liệu vừa được người khác thay đổi",
        "Someone else has just changed it"
    );

    /// <summary>The version in <c>If-Match</c> is no longer the current one.</summary>
    public static readonly ProblemType StaleVersion = new(
        "stale-version",
        412,
        "Phiên bản dữ liệu đã cũ",
        "The version is out of date"
    );

    /// <summary>The body is larger than the endpoint takes.</summary>
    public static readonly ProblemType BodyTooLarge = new(
        "body-too-large",
        413,
        "Nội dung gửi lên quá lớn",
        "The body is too large"
    );

    /// <summary>The address is longer than any endpoint needs.</summary>
    public static readonly ProblemType AddressTooLong = new(
        "address-too-long",
        414,
        "Địa chỉ quá dài",
        "The address is too long"
    );

    /// <summary>The content type is not one the endpoint takes.</summary>
    public static readonly ProblemType UnsupportedContentType = new(
        "unsupported-content-type",
        415,
        "Kiểu nội dung không được hỗ trợ",
        "Unsupported content type"
    );

    /// <summary>The idempotency key was used before with another body.</summary>
    public static readonly ProblemType KeyReused = new(
        "idempotency-key-reused",
        422,
        "Khóa chống trùng đã dùng cho yêu cầu khác",
        "The idempotency key was used for another request"
    );

    /// <summary>A creating request has no <c>Idempotency-Key</c>, or one that is not valid.</summary>
    public static readonly ProblemType KeyRequired = new(
        "idempotency-key-required",
        400,
        "Thiếu khóa chống trùng Idempotency-Key",
        "The Idempotency-Key header is required"
    );

    /// <summary>An update has no <c>If-Match</c>.</summary>
    public static readonly ProblemType VersionRequired = new(
        "version-required",
        428,
        "Thiếu phiên bản dữ liệu (If-Match)",
        "The If-Match header is required"
    );

    /// <summary>Too many requests.</summary>
    public static readonly ProblemType TooManyRequests = new(
        "too-many-requests",
        429,
        "Quá nhiều yêu cầu",
        "Too many requests"
    );

    /// <summary>A fault of ours; the trace id finds it.</summary>
    public static readonly ProblemType Unexpected = new(
        "unexpected",
        500,
        "Lỗi hệ thống",
        "Unexpected error"
    );

    /// <summary>The database is away for a moment: the same request, with the same key, may be sent again.</summary>
    public static readonly ProblemType Unavailable = new(
        "temporarily-unavailable",
        503,
        "Hệ thống tạm thời gián đoạn",
        "Temporarily unavailable"
    );

    /// <summary>The object does not exist, or not for this caller.</summary>
    public static Refusal Missing() =>
        NotFound.Because(
            "Không có dữ liệu này hoặc bạn không được xem.",
            "It does not exist, or you may not see it."
        );

    /// <summary>Someone else changed the object between reading and writing.</summary>
    public static Refusal LostRace() =>
        Conflict.Because("Hãy tải lại rồi thử lần nữa.", "Load it again and try once more.");

    /// <summary>One member is wrong.</summary>
    public static Refusal Invalid(string member, string code, string vi, string en) =>
        Invalid([new MemberError(member, code, vi, en)]);

    /// <summary>Several members are wrong.</summary>
    public static Refusal Invalid(IReadOnlyList<MemberError> errors) =>
        InvalidMembers.Because(
            "Xem từng trường dữ liệu bị lỗi.",
            "See the errors of each member."
        ) with
        {
            Errors = errors,
        };

    /// <summary>What an answer without a body becomes.</summary>
    internal static Refusal OfStatus(int status) =>
        status switch
        {
            401 => Unauthenticated.Because("Hãy đăng nhập rồi thử lại.", "Sign in and try again."),
            403 => Forbidden.Because(
                "Tài khoản này không được làm việc này.",
                "This account may not do this."
            ),
            404 => NotFound.Because(
                "Địa chỉ hoặc dữ liệu không tồn tại.",
                "There is nothing at this address."
            ),
            405 => MethodNotAllowed.Because(
                "Địa chỉ này không nhận phương thức đó.",
                "This address does not take that method."
            ),
            409 => LostRace(),
            413 => BodyTooLarge.Because("Hãy gửi nội dung nhỏ hơn.", "Send a smaller body."),
            414 => AddressTooLong.Because(
                "Hãy gửi ít tham số hơn.",
                "Send fewer or shorter parameters."
            ),
            415 => UnsupportedContentType.Because(
                "Hãy gửi application/json, hoặc kiểu mà tài liệu nêu.",
                "Send application/json, or the type that the documentation names."
            ),
            429 => TooManyRequests.Because("Hãy thử lại sau.", "Try again later."),
            503 => Unavailable.Because(
                "Chưa chắc đã thực hiện xong. Hãy gửi lại sau giây lát, với cùng khóa.",
                "It may not have been done. Send it again in a moment, with the same key."
            ),
            >= 500 => Unexpected.Because(
                "Đã ghi nhận lỗi. Hãy thử lại sau.",
                "The fault has been recorded. Try again later."
            ),
            _ => BadRequest.Because("Không đọc được yêu cầu.", "The request cannot be read."),
        };
}

/// <summary>The catalogue of problem types, checked against docs/errors.md by a test.</summary>
public static class ProblemTypes
{
    /// <summary>Those that every service shares.</summary>
    public static IReadOnlyList<ProblemType> General { get; } = In(typeof(Problems).Assembly);

    /// <summary>Every type declared as a static field anywhere in <paramref name="assembly"/>, by name.</summary>
    public static IReadOnlyList<ProblemType> In(Assembly assembly) =>
        [
            .. assembly
                .GetTypes()
                .SelectMany(type =>
                    type.GetFields(
                        BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic
                    )
                )
                .Where(field => field.FieldType == typeof(ProblemType) && field.IsInitOnly)
                .Select(field => (ProblemType)field.GetValue(null)!)
                .OrderBy(type => type.Name, StringComparer.Ordinal),
        ];
}
