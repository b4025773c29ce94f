namespace RootlessHost.Reports;

/// <summary>How a report looks; never what it means.</summary>
public interface IFormat
{
    /// <summary>As <c>--format</c> takes it.</summary>
    string Name { get; }

    /// <summary>It is made of every finding, and not of those alone that <see cref="Report.Problems"/> has.</summary>
    bool WalksFindings(Style style) => true;

    /// <summary>Writes all of it. The findings are walked once, as they come, and never kept: there are reports of 60,000 users.</summary>
    /// <exception cref="IOException">The output takes no more.</exception>
    void Write(Report report, Stream output, Style style);
}
