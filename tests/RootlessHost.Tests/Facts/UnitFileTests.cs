using CsCheck;
using RootlessHost.Facts;

namespace RootlessHost.Tests.Facts;

public sealed class UnitFileTests
{
    private static readonly string[] Signs = ["[", "]", "=", "\\", "\n", "#", " ", "Service", "Delegate", "\r"];

    [Theory]
    [InlineData("[Service]\nDelegate=yes\n", 2, "Service", "Delegate", "yes")]
    [InlineData("[Service]\n  Delegate = cpu memory \n", 2, "Service", "Delegate", "cpu memory")]
    [InlineData("\uFEFF[Service]\r\nDelegate=yes\r\n", 2, "Service", "Delegate", "yes")]
    [InlineData("# [Unit]\n[Service]\n; Delegate=no\nDelegate=cpu \\\n# amid\n\n  memory\n", 4, "Service", "Delegate", "cpu    memory")]
    [InlineData("[Service]\nDelegate=cpu \\", 2, "Service", "Delegate", "cpu")]
    [InlineData("[Service]\nA=b\\\\\nDelegate=yes", 2, "Service", "A", "b\\\\", 2)]
    public void Reads_as_systemd_does(string text, int line, string section, string key, string value, int count = 1)
    {
        IReadOnlyList<UnitSetting> settings = UnitFile.Parse("/f", text);

        Assert.Equal(new UnitSetting("/f", line, section, key, value), settings[0]);
        Assert.Equal(count, settings.Count);
    }

    [Theory]
    [InlineData("Delegate=yes\n")] // in no section
    [InlineData("[Service\nDelegate=yes\n")] // a broken header ends the file
    [InlineData("[")]
    [InlineData("[Service]\nDelegate\n=yes\n")]
    public void Passes_over_what_systemd_passes_over(string text) => Assert.Empty(UnitFile.Parse("/f", text));

    [Fact]
    public void Any_text_parses() => Gen.String.Sample(text =>
    {
        int lines = text.Count(c => c == '\n') + 1;
        return UnitFile.Parse("/f", text).All(setting => setting.Line >= 1 && setting.Line <= lines && setting.Key.Length > 0);
    });

    [Fact]
    public void Any_lines_of_its_signs_parse() => Gen.Int[0, Signs.Length - 1].Array[0, 40]
        .Sample(parts => UnitFile.Parse("/f", string.Concat(parts.Select(part => Signs[part]))).All(setting => setting.Section.Length > 0));
}
