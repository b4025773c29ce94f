using System.CommandLine;
using System.CommandLine.Parsing;
using RootlessHost.Commands;
using RootlessHost.Linux;
using RootlessHost.Reports;

namespace RootlessHost;

/// <summary>The list of commands, and the one place where what went wrong becomes a line and a status.</summary>
internal static class Program
{
    private static int Main(string[] args)
    {
        try
        {
            return Run(args);
        }
        catch (UsageException wrong)
        {
            return Fail(ExitStatus.Usage, wrong.Message);
        }
        catch (FormatException wrong)
        {
            return Fail(ExitStatus.BadInput, wrong.Message);
        }
        catch (PosixException failure) when (failure.IsPermission)
        {
            return Fail(ExitStatus.NotPermitted, failure.Message);
        }
        catch (IOException failure)
        {
            return Fail(ExitStatus.InputOutput, failure.Message);
        }
        catch (UnauthorizedAccessException failure)
        {
            return Fail(ExitStatus.NotPermitted, failure.Message);
        }
#pragma warning disable CA1031 // the last resort: a bug in here is one line, never a stack trace
        catch (Exception bug)
#pragma warning restore CA1031
        {
            return Fail(ExitStatus.Bug, $"bug: {(args.Contains("-v") ? bug : $"{bug.GetType().Name}: {bug.Message}")}");
        }
    }

    private static int Run(string[] args)
    {
        var root = new RootCommand("Prepares a Linux host for containers that run without root.")
        {
            new CheckCommand(),
        };
        ParseResult line = root.Parse(args);
        if (line.Errors is [ParseError error, ..]) throw new UsageException($"{error.Message} (see {Tool.Name} --help)");
        return line.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
    }

    private static int Fail(int status, string message)
    {
        Console.Error.WriteLine($"{Tool.Name}: {message}");
        return status;
    }
}
