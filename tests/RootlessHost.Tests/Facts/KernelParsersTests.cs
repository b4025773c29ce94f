using System.Text;
using CsCheck;
using RootlessHost.Facts;

namespace RootlessHost.Tests.Facts;

/// <summary>Whatever stands in a file, its parser answers: none of these files has a reading that its owner refuses as a whole.</summary>
public sealed class KernelParsersTests
{
    // Half of what matters to these grammars, half of anything.
    private static readonly Gen<string> Texts = Gen.Frequency(
        (1, Gen.String),
        (3, Gen.Char["abc01 \t\n=:-_.*?[]{}()!#;,\"\\/@profileusern"].Array[0, 200].Select(letters => new string(letters))));

    [Fact]
    public void Any_text_is_read()
    {
        Texts.Sample(text =>
        {
            int lines = text.Count(letter => letter == '\n') + 1;
            Assert.All(SysctlFile.Parse(text), setting => Assert.InRange(setting.Line, 1, lines));
            Assert.All(ModprobeFile.Parse(text), command => Assert.InRange(command.Line, 1, lines));
            Assert.All(AppArmorFile.Parse(text), profile => Assert.InRange(profile.Line, 1, lines));
            Assert.All(FstabEntry.Parse(text), entry => Assert.InRange(entry.Line, 1, lines));
            Assert.All(KeyUsage.Parse(text).Values, usage => Assert.InRange(usage.Line, 1, lines));
            Assert.DoesNotContain(KernelCommandLine.Parse(text), argument => argument.Text.Length == 0);
            _ = ProcLimits.Parse("/proc/1/limits", text).Hard("Max open files");
            _ = new KernelConfig("/proc/config.gz", Encoding.UTF8.GetBytes(text)) is { IsKnown: true } config ? config["CONFIG_A"] : null;
        });
    }

    [Fact]
    public void Any_pattern_is_tried_and_a_text_matches_itself()
    {
        Gen.Select(Texts, Texts).Sample((pattern, text) =>
        {
            _ = ShellPattern.Matches(pattern, text, '/');
            _ = AppArmorGlob.Matches(pattern, text);
            Assert.InRange(AppArmorGlob.Expand(pattern).Count, 0, 256);
            if (!ShellPattern.IsPattern(text)) Assert.True(ShellPattern.Matches(text, text, '.'));
        });
    }

    [Fact]
    public void A_module_is_found_by_its_name_in_any_list()
    {
        Gen<string> names = Gen.Select(Gen.Char["ab"], Gen.Char["ab_-"].Array[0, 5], (first, rest) => first + new string(rest));
        Gen.Select(names.Array[0, 20], names).Sample((list, wanted) =>
        {
            byte[] text = Encoding.UTF8.GetBytes(string.Concat(list.Select(name => $"kernel/a/{name}.ko.xz: kernel/b_a/x.ko\n")));
            Assert.Equal(list.Any(name => name.Replace('-', '_') == wanted.Replace('-', '_')), new ModuleList(text).Has(wanted));
        });
    }

    [Theory]
    [InlineData("a*c", "abbc", true)]
    [InlineData("a*c", "ab.c", false)]
    [InlineData("*.b", "a.b", true)]
    [InlineData("*.b", "a.a.b", false)]
    [InlineData("a[b-d]", "ac", true)]
    [InlineData("a[!b-d]", "ac", false)]
    [InlineData("a[!b-d]", "ae", true)]
    [InlineData("a[]x]", "a]", true)]
    [InlineData("a[b", "a[b", true)]
    [InlineData("?", ".", false)]
    [InlineData("[.]", ".", false)]
    [InlineData("*", "", true)]
    public void Wildcards_do_not_cross_the_separator(string pattern, string text, bool matches) =>
        Assert.Equal(matches, ShellPattern.Matches(pattern, text, '.'));

    [Fact]
    public void A_hostile_pattern_takes_no_time()
    {
        string text = new('a', 20_000);

        Assert.False(ShellPattern.Matches(string.Concat(Enumerable.Repeat("*a", 20)) + "*b", text, '/'));
        Assert.Equal(256, AppArmorGlob.Expand("/" + string.Concat(Enumerable.Repeat("{a,b}", 40))).Count);
        Assert.False(AppArmorGlob.Matches("/**a**b", "/" + text));
        Assert.False(AppArmorGlob.Matches("/*a*a*a*b**/x", "/" + text));
    }

    [Theory]
    [InlineData("/usr/{bin,sbin}/x", "/usr/bin/x /usr/sbin/x")]
    [InlineData("/{,usr/}{,s}bin/x", "/bin/x /sbin/x /usr/bin/x /usr/sbin/x")]
    [InlineData("/a{b{c,d},e}", "/abc /abd /ae")]
    public void Braces_are_each_choice(string pattern, string expanded) =>
        Assert.Equal(expanded.Split(' ').Order(), AppArmorGlob.Expand(pattern).Distinct().Order());
}
