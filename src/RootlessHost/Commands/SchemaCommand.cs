using System.CommandLine;
using RootlessHost.Reports;

namespace RootlessHost.Commands;

/// <summary><c>schema</c>: the JSON Schema of a document that this program prints.</summary>
internal sealed class SchemaCommand : Command
{
    private readonly Argument<string> _name = new("name") { HelpName = "NAME", Description = $"Which document: {string.Join(", ", Schemas.Names)}.", CompletionSources = { Schemas.Names } };

    public SchemaCommand() : base("schema", "Print the JSON Schema of a document that this program prints.")
    {
        Arguments.Add(_name);
        SetAction(Run);
    }

    private int Run(ParseResult line)
    {
        string name = line.GetValue(_name)!;
        using Stream schema = Schemas.Open(name) ?? throw new UsageException($"no schema '{name}': {string.Join(", ", Schemas.Names)}");
        Standard.Answer(schema.CopyTo);
        return ExitStatus.Good;
    }
}
