using System.Xml.Linq;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Microsoft.Extensions.DependencyInjection;

namespace HoanKiem.ServiceDefaults.Secrets;

/// <summary>The keys of cookies and forms, shared by all instances of a process and sealed under its <see cref="MasterKey"/> wherever they are kept.</summary>
public static class SealedKeyRing
{
    /// <summary>Say afterwards where the keys are kept.</summary>
    public static IDataProtectionBuilder AddSealedKeyRing(
        this WebApplicationBuilder builder,
        string name
    )
    {
        builder
            .Services.AddOptions<KeyManagementOptions>()
            .Configure<MasterKey>((options, key) => options.XmlEncryptor = new Encryptor(key));
        return builder.Services.AddDataProtection().SetApplicationName("hoankiem-" + name);
    }

    private const string Use = "key ring";

    private sealed class Encryptor(MasterKey key) : IXmlEncryptor
    {
        public EncryptedXmlInfo Encrypt(XElement plaintextElement) =>
            new(
                new XElement(
                    "sealed",
                    Convert.ToBase64String(
                        key.Seal(
                            Use,
                            "",
                            System.Text.Encoding.UTF8.GetBytes(
                                plaintextElement.ToString(SaveOptions.DisableFormatting)
                            )
                        )
                    )
                ),
                typeof(Decryptor)
            );
    }

    // Named in the stored keys and made by the framework from that name.
    private sealed class Decryptor(IServiceProvider services) : IXmlDecryptor
    {
        public XElement Decrypt(XElement encryptedElement) =>
            XElement.Parse(
                System.Text.Encoding.UTF8.GetString(
                    services
                        .GetRequiredService<MasterKey>()
                        .Open(Use, "", Convert.FromBase64String(encryptedElement.Value))
                )
            );
    }
}
