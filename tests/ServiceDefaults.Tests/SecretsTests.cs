using System.Diagnostics;
using System.Security.Cryptography;
using HoanKiem.ServiceDefaults.Secrets;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace HoanKiem.ServiceDefaults.Tests;

/// <summary>Secrets from outside: the master key, and files that only their owner reads.</summary>
public sealed class SecretsTests
{
    private const string Setting = "Sample:MasterKey";

    [Fact]
    public void What_is_sealed_opens_for_the_same_use_and_name_under_the_same_key_only()
    {
        var (key, other) = (Key(Random()), Key(Random()));
        var sealedBytes = key.Seal("use", "name", [1, 2, 3]);

        Assert.Equal([1, 2, 3], key.Open("use", "name", sealedBytes));
        Assert.NotEqual(sealedBytes, key.Seal("use", "name", [1, 2, 3]));
        Assert.ThrowsAny<CryptographicException>(() =>
            key.Open("another use", "name", sealedBytes)
        );
        Assert.ThrowsAny<CryptographicException>(() => key.Open("use", "another", sealedBytes));
        Assert.ThrowsAny<CryptographicException>(() => other.Open("use", "name", sealedBytes));
        sealedBytes[^1] ^= 1;
        Assert.ThrowsAny<CryptographicException>(() => key.Open("use", "name", sealedBytes));
    }

    [Fact]
    public void A_master_key_is_changed_while_the_one_before_still_opens_what_it_sealed()
    {
        var (before, after) = (Random(), Random());
        var sealedBefore = Key(before).Seal("use", "name", [7]);
        var changed = Key(after, before);

        Assert.Equal([7], changed.Open("use", "name", sealedBefore));
        Assert.Equal([8], Key(after).Open("use", "name", changed.Seal("use", "name", [8])));
        Assert.Equal(2, changed.AllFor("use").Count);
    }

    [Fact]
    public void A_service_reads_its_secrets_from_files_that_others_cannot_read()
    {
        if (OperatingSystem.IsWindows())
            return;
        var folder = Directory.CreateTempSubdirectory("hoankiem-secrets").FullName;
        try
        {
            var file = Path.Combine(folder, "Database__AppPassword");
            File.WriteAllText(file, "from-a-file");
            File.SetUnixFileMode(file, UnixFileMode.UserRead);
            using (var app = Production(folder))
                Assert.NotNull(app.Server);

            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.OtherRead);
            using var open = Production(folder);
            Assert.Contains(
                "open to others",
                Assert.Throws<InvalidOperationException>(() => open.Server).Message
            );

            File.SetUnixFileMode(file, UnixFileMode.UserRead);
            File.SetUnixFileMode(folder, (UnixFileMode)0b111_111_111);
            using var shared = Production(folder);
            Assert.Contains(
                "can be changed by others",
                Assert.Throws<InvalidOperationException>(() => shared.Server).Message
            );
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void A_file_that_belongs_to_somebody_else_is_no_secret()
    {
        Assert.SkipUnless(
            OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess,
            "Only root can give files away."
        );
        if (!OperatingSystem.IsLinux())
            return;
        var folder = Directory.CreateTempSubdirectory("hoankiem-secrets").FullName;
        try
        {
            var file = Path.Combine(folder, "Database__AppPassword");
            File.WriteAllText(file, "from-a-file");
            File.SetUnixFileMode(file, UnixFileMode.UserRead);
            Process.Start("chown", ["65534", file]).WaitForExit();
            using var app = Production(folder);

            Assert.Contains(
                "belongs to another user",
                Assert.Throws<InvalidOperationException>(() => app.Server).Message
            );
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // The one password that is not set comes from the file.
    private static WebApplicationFactory<Program> Production(string folder) =>
        new WebApplicationFactory<Program>().WithWebHostBuilder(builder =>
        {
            builder.UseEnvironment("Production");
            builder.UseSetting("ConnectionStrings:sampledb", "Host=localhost;Port=1;Database=none");
            builder.UseSetting("Database:WorkerPassword", "b");
            builder.UseSetting("Database:SealerPassword", "c");
            builder.UseSetting("PersonalData:MasterKey", Random());
            builder.UseSetting("PersonalData:IndexKey", Random());
            builder.UseSetting("Tokens:Issuer", "https://mot-cua.example");
            builder.UseSetting("Secrets:Folder", folder);
        });

    private static string Random() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    private static MasterKey Key(string key, string? before = null) =>
        MasterKey.From(
            new ConfigurationBuilder()
                .AddInMemoryCollection(
                    new Dictionary<string, string?>
                    {
                        [Setting] = key,
                        [Setting + "Before"] = before,
                    }
                )
                .Build(),
            Host.CreateEmptyApplicationBuilder(null).Environment,
            Setting
        );
}
