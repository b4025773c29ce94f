using System.CommandLine;
using RootlessHost.Reports;

namespace RootlessHost.Commands;

/// <summary><c>completion SHELL</c>: a script that lets a shell complete this program's command line, by asking the program.</summary>
internal sealed class CompletionCommand : Command
{
    // The program itself knows its verbs, options, check ids and engines: [suggest:POSITION] "LINE" prints what fits, a word a line.
    private const string Bash = """
        # bash completion for rootless-host
        _rootless_host() {
            local cur=${COMP_WORDS[COMP_CWORD]} word IFS=$'\n'
            # A colon ends a word for readline, but not for this program: port:80, limits:cpu.
            local typed=${COMP_LINE:0:COMP_POINT} before
            before=${typed##*[[:space:]]}
            COMPREPLY=()
            if [[ ${COMP_WORDS[COMP_CWORD-1]} == @(--root|--output|-o|--config) ]]; then
                compopt -o filenames 2>/dev/null
                COMPREPLY=($(compgen -f -- "$cur"))
                return
            fi
            for word in $("${COMP_WORDS[0]}" "[suggest:$COMP_POINT]" "$COMP_LINE" 2>/dev/null); do
                [[ $word == "$before"* ]] && COMPREPLY+=("${word#"${before%"$cur"}"}")
            done
            [[ ${#COMPREPLY[@]} == 1 && ${COMPREPLY[0]} == *: ]] && compopt -o nospace 2>/dev/null
        }
        complete -F _rootless_host rootless-host

        """;

    private const string Zsh = """
        #compdef rootless-host
        # zsh completion for rootless-host
        _rootless_host() {
            if [[ ${words[CURRENT-1]} == (--root|--output|-o|--config) ]]; then
                _files
                return
            fi
            local -a found
            found=("${(@f)$(${words[1]} "[suggest:${#${(j: :)words[1,CURRENT]}}]" "${(j: :)words}" 2>/dev/null)}")
            compadd -- $found
        }
        if [[ $zsh_eval_context[-1] == loadautofunc ]]; then
            _rootless_host "$@"
        else
            compdef _rootless_host rootless-host
        fi

        """;

    private const string Fish = """
        # fish completion for rootless-host
        function __rootless_host
            set -l line (commandline -cp)
            rootless-host "[suggest:"(string length -- $line)"]" "$line" 2>/dev/null
        end
        complete -c rootless-host -f -a '(__rootless_host)'
        complete -c rootless-host -l root -r -F
        complete -c rootless-host -l config -r -F
        complete -c rootless-host -l output -s o -r -F

        """;

    private static readonly string[] Shells = ["bash", "zsh", "fish"];

    private readonly Argument<string> _shell = new("shell") { HelpName = "SHELL", Description = "bash, zsh or fish.", CompletionSources = { Shells } };

    public CompletionCommand() : base("completion", "Print a completion script for a shell.")
    {
        Arguments.Add(_shell);
        SetAction(line =>
        {
            Standard.Answer(line.GetValue(_shell) switch
            {
                "bash" => Bash,
                "zsh" => Zsh,
                "fish" => Fish,
                var other => throw new UsageException($"no completion for '{other}': {string.Join(", ", Shells)}"),
            });
            return ExitStatus.Good;
        });
    }
}
