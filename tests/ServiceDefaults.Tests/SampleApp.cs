using HoanKiem.SampleService;
using HoanKiem.Testing;

namespace HoanKiem.ServiceDefaults.Tests;

public sealed class SampleApp() : ServiceApp<Program>(SampleNames.Service);
