using System.Collections;
using System.Collections.Concurrent;
using System.ComponentModel.DataAnnotations;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Text.Json;
using HoanKiem.ServiceDefaults.Edges;
using HoanKiem.ServiceDefaults.Text;
using Microsoft.Extensions.Validation;

namespace HoanKiem.ServiceDefaults.Http;

/// <summary>
/// Validates requests by their attributes at run time. The framework's generator covers only public types of the compilation that
/// calls it and answers in English; this one covers every record that a handler takes, and each error has a code and both languages.
/// </summary>
internal sealed class AttributeValidation : IValidatableInfoResolver
{
    private static readonly ConcurrentDictionary<Type, TypeRules> Rules = new();

    public bool TryGetValidatableTypeInfo(
        Type type,
        [NotNullWhen(true)] out IValidatableInfo? validatableInfo
    )
    {
        validatableInfo = null;
        return false;
    }

    public bool TryGetValidatableParameterInfo(
        ParameterInfo parameterInfo,
        [NotNullWhen(true)] out IValidatableInfo? validatableInfo
    )
    {
        var attributes = parameterInfo.GetCustomAttributes<ValidationAttribute>().ToArray();
        validatableInfo =
            attributes.Length > 0
            || parameterInfo.ParameterType == typeof(string)
            || IsRequest(parameterInfo.ParameterType)
                ? new ParameterRules(parameterInfo.Name!, attributes)
                : null;
        return validatableInfo is not null;
    }

    // Requests are records; services, contexts and forms are not.
    private static bool IsRequest(Type type) =>
        type is { IsClass: true, IsAbstract: false } && type.GetMethod("<Clone>$") is not null;

    private sealed class ParameterRules(string name, ValidationAttribute[] attributes)
        : IValidatableInfo
    {
        public Task ValidateAsync(
            object? value,
            ValidateContext context,
            CancellationToken cancellationToken
        )
        {
            var errors = new List<MemberError>();
            var member = JsonNamingPolicy.CamelCase.ConvertName(name);
            Check(member, value, attributes, context.ValidationContext, errors);
            Descend(member: "", value, context.ValidationContext, errors, depth: 0);
            if (errors.Count > 0)
            {
                context.ValidationErrors ??= [];
                foreach (var group in errors.GroupBy(error => error.Member, StringComparer.Ordinal))
                    context.ValidationErrors[group.Key] = [.. group.Select(ValidationTexts.Pack)];
            }

            return Task.CompletedTask;
        }
    }

    private static void Descend(
        string member,
        object? value,
        ValidationContext context,
        List<MemberError> errors,
        int depth
    )
    {
        if (value is null or string || depth > 16)
            return;
        if (value is IEnumerable items)
        {
            var index = 0;
            foreach (var item in items)
                Descend($"{member}[{index++}]", item, context, errors, depth + 1);
            return;
        }

        if (!IsRequest(value.GetType()))
            return;
        foreach (
            var property in Rules.GetOrAdd(value.GetType(), type => new TypeRules(type)).Properties
        )
        {
            var path = member.Length == 0 ? property.Name : $"{member}.{property.Name}";
            var inner = property.Read(value);
            var own = new ValidationContext(value, context, null) { MemberName = property.Name };
            Check(path, inner, property.Attributes, own, errors);
            Descend(path, inner, own, errors, depth + 1);
        }

        if (value is IValidatableObject self)
        {
            foreach (var result in self.Validate(new ValidationContext(value, context, null)))
                errors.Add(ValidationTexts.Of(member, result));
        }
    }

    private static void Check(
        string member,
        object? value,
        ValidationAttribute[] attributes,
        ValidationContext context,
        List<MemberError> errors
    )
    {
        if (
            value is string text
            && !text.All(character => !char.IsControl(character) || character is '\n' or '\t')
        )
        {
            var bad = MemberException.OfText();
            errors.Add(new MemberError(member, bad.Code, bad.Vi, bad.En));
            return;
        }

        // What says nothing of its size has one all the same.
        if (
            value is ICollection { Count: > RequestLimits.Entries }
            && !attributes.Any(rule => rule is MaxLengthAttribute or LengthAttribute)
        )
            errors.Add(ValidationTexts.Of(member, new MaxLengthAttribute(RequestLimits.Entries)));
        if (
            value is string { Length: > RequestLimits.Text }
            && !attributes.Any(rule =>
                rule is StringLengthAttribute or MaxLengthAttribute or LengthAttribute
            )
        )
            errors.Add(ValidationTexts.Of(member, new StringLengthAttribute(RequestLimits.Text)));
        foreach (var attribute in attributes)
        {
            if (attribute.GetValidationResult(value, context) != ValidationResult.Success)
                errors.Add(ValidationTexts.Of(member, attribute));
        }
    }

    private sealed class TypeRules(Type type)
    {
        public PropertyRule[] Properties { get; } =
        [
            .. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .Where(property => property.CanRead && property.GetIndexParameters().Length == 0)
                .Select(property => new PropertyRule(
                    JsonNamingPolicy.CamelCase.ConvertName(property.Name),
                    property.GetValue,
                    [
                        .. property.GetCustomAttributes<ValidationAttribute>(),
                        // Attributes of a positional record sit on the constructor's parameter unless they say "property:".
                        .. type.GetConstructors()
                            .SelectMany(constructor => constructor.GetParameters())
                            .Where(parameter => parameter.Name == property.Name)
                            .SelectMany(parameter =>
                                parameter.GetCustomAttributes<ValidationAttribute>()
                            ),
                    ]
                )),
        ];
    }

    private sealed record PropertyRule(
        string Name,
        Func<object, object?> Read,
        ValidationAttribute[] Attributes
    );
}

/// <summary>The texts of what can be wrong with a member, by kind of rule.</summary>
internal static class ValidationTexts
{
    private const char Separator = '\u001f';

    public static MemberError Of(string member, ValidationAttribute rule) =>
        rule switch
        {
            RequiredAttribute => new(member, "required", "Bắt buộc phải có.", "This is required."),
            StringLengthAttribute length => new(
                member,
                "length",
                $"Dài từ {length.MinimumLength} đến {length.MaximumLength} ký tự.",
                $"Between {length.MinimumLength} and {length.MaximumLength} characters."
            ),
            MaxLengthAttribute most => new(
                member,
                "length",
                $"Nhiều nhất {most.Length}.",
                $"At most {most.Length}."
            ),
            MinLengthAttribute least => new(
                member,
                "length",
                $"Ít nhất {least.Length}.",
                $"At least {least.Length}."
            ),
            LengthAttribute length => new(
                member,
                "length",
                $"Từ {length.MinimumLength} đến {length.MaximumLength}.",
                $"Between {length.MinimumLength} and {length.MaximumLength}."
            ),
            RangeAttribute range => new(
                member,
                "range",
                $"Từ {range.Minimum} đến {range.Maximum}.",
                $"Between {range.Minimum} and {range.Maximum}."
            ),
            RegularExpressionAttribute => new(
                member,
                "pattern",
                "Không đúng định dạng.",
                "The format is not right."
            ),
            EmailAddressAttribute => new(
                member,
                "email",
                "Không phải địa chỉ thư điện tử.",
                "This is not an e-mail address."
            ),
            AllowedValuesAttribute => new(
                member,
                "value",
                "Giá trị không được chấp nhận.",
                "This value is not accepted."
            ),
            IdentityNumberAttribute => new(
                member,
                "identity-number",
                "Số định danh cá nhân không thể có.",
                "There can be no such identification number."
            ),
            VietnamesePhoneAttribute => new(
                member,
                "phone",
                "Số điện thoại không thể có.",
                "There can be no such telephone number."
            ),
            _ => new(member, "invalid", "Giá trị không hợp lệ.", "The value is not valid."),
        };

    // A record that validates itself says "code|tiếng Việt|English".
    public static MemberError Of(string member, ValidationResult result)
    {
        var name = result.MemberNames.FirstOrDefault() is { } inner
            ? JsonNamingPolicy.CamelCase.ConvertName(inner)
            : "";
        var path = (member.Length, name.Length) is (> 0, > 0) ? $"{member}.{name}" : member + name;
        return result.ErrorMessage?.Split('|') is [var code, var vi, var en]
            ? new MemberError(path, code, vi, en)
            : new MemberError(path, "invalid", "Giá trị không hợp lệ.", "The value is not valid.");
    }

    // The framework carries errors as texts: the three parts travel in one.
    public static string Pack(MemberError error) =>
        string.Join(Separator, error.Code, error.Vi, error.En);

    public static MemberError Unpack(string member, string packed) =>
        packed.Split(Separator) is [var code, var vi, var en]
            ? new(member, code, vi, en)
            : new(member, "invalid", "Giá trị không hợp lệ.", packed);
}
