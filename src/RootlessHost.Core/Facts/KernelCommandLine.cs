namespace RootlessHost.Facts;

/// <summary>The boot command line, kernel-command-line(7): /proc/cmdline.</summary>
public static class KernelCommandLine
{
    /// <summary>
    /// Words in their order. Double quotes keep blanks together. Kernel parameters treat <c>-</c> and <c>_</c> in names as the same (kernel/params.c):
    /// keys are with underscores. What follows <c>--</c> is for the first process only and is left out.
    /// </summary>
    public static IReadOnlyList<KernelArgument> Parse(string text)
    {
        var arguments = new List<KernelArgument>();
        int at = 0;
        while (at < text.Length)
        {
            int start = at;
            bool isQuoted = false;
            for (; at < text.Length && (isQuoted || !char.IsWhiteSpace(text[at])); at++)
            {
                if (text[at] == '"') isQuoted = !isQuoted;
            }
            string word = text[start..at].Replace("\"", "");
            at++;
            if (word == "--") break;
            if (word.Length == 0) continue;
            int equals = word.IndexOf('=');
            arguments.Add(equals < 0 ? new KernelArgument(word.Replace('-', '_'), null) : new KernelArgument(word[..equals].Replace('-', '_'), word[(equals + 1)..]));
        }
        return arguments;
    }
}
