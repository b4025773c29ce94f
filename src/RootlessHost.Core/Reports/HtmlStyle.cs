namespace RootlessHost.Reports;

/// <summary>How the page looks.</summary>
internal static class HtmlStyle
{
    /// <summary>The SHA-256 of <see cref="Sheet"/> as a Content-Security-Policy names it: nothing else may say how the page looks. A test keeps it true.</summary>
    public const string Hash = "sha256-vY2/orOLPnr3yybDWqkmuN5S53voPoSTue3sEjuPJog=";

    // A status is told by its word; the colour only repeats it. Contrast is at least 4.5:1 on either background.
    public const string Sheet = """
        :root { --ink: #1b1f24; --paper: #fff; --faint: #57606a; --line: #d0d7de; --box: #f6f8fa; --pass: #116329; --warn: #7d4e00; --fail: #b3161b; --unknown: #6e3bbd; --skip: #57606a;
          --granted: #0969da; --reserved: #9a6700; --ignored: #8c959f; --dangerous: #cf222e; --free: #aceebb; --strip: #eaeef2 }
        @media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --paper: #0d1117; --faint: #9198a1; --line: #3d444d; --box: #161b22; --pass: #56d364; --warn: #e3b341; --fail: #ff7b72; --unknown: #bc8cff; --skip: #9198a1;
          --granted: #58a6ff; --reserved: #d29922; --ignored: #6e7681; --dangerous: #ff7b72; --free: #1f5c32; --strip: #21262d } }
        * { box-sizing: border-box }
        body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, sans-serif }
        main { max-width: 50rem; margin: 0 auto; padding: 1rem }
        h1 { font-size: 1.75rem; line-height: 1.2; margin: .5rem 0 }
        h2 { font-size: 1.1rem; margin: 0 0 .5rem }
        dl { margin: 0 } dt { margin-top: .6rem } dd { margin: 0; color: var(--faint) }
        p { margin: .5rem 0 } p, dd, dt, li { overflow-wrap: anywhere }
        a { color: inherit }
        section { border: 1px solid var(--line); border-left: 4px solid; border-radius: 6px; padding: .75rem 1rem; margin: 1rem 0; border-left-color: var(--skip) }
        section.fail { border-left-color: var(--fail) } section.warn { border-left-color: var(--warn) } section.unknown { border-left-color: var(--unknown) }
        pre, .evidence code { font: .875rem/1.5 ui-monospace, monospace }
        pre { background: var(--box); border: 1px solid var(--line); border-radius: 6px; padding: .6rem .75rem; white-space: pre-wrap; overflow-wrap: anywhere; margin: .5rem 0 }
        .evidence { margin: .25rem 0 } .faint, .source { color: var(--faint) } .source { font-size: .875rem; margin: .25rem 0 }
        .status { text-transform: uppercase; font-size: .8em; font-weight: 700; letter-spacing: .04em }
        .fail > .status, .fail h2 .status, h1.fail, li.fail { color: var(--fail) } .warn h2 .status { color: var(--warn) } .unknown h2 .status { color: var(--unknown) }
        .pass > .status, h1.pass, li.pass { color: var(--pass) } .skip > .status { color: var(--skip) }
        .unknown > .status, h1.unknown { color: var(--unknown) }
        .banner { border: 1px solid var(--unknown); border-left-width: 4px; border-radius: 6px; padding: .6rem .75rem; font-weight: 600 }
        h3 { font-size: 1rem; margin: 1.25rem 0 .25rem } h2.ids { margin-top: 2rem }
        .legend span { white-space: nowrap; margin-right: .9rem } .rows { list-style: none; padding: 0; margin: .5rem 0 }
        .key { display: inline-block; width: .75rem; height: .75rem; border-radius: 2px; margin-right: .35rem; print-color-adjust: exact; -webkit-print-color-adjust: exact }
        .strip { display: block; width: 100%; height: 58px; font: 11px system-ui, sans-serif; print-color-adjust: exact; -webkit-print-color-adjust: exact } .strip text { fill: var(--faint) } .strip .all { fill: var(--strip) }
        .granted { background: var(--granted); fill: var(--granted) } .reserved { background: var(--reserved); fill: var(--reserved) } .ignored { background: var(--ignored); fill: var(--ignored) }
        .dangerous { background: var(--dangerous); fill: var(--dangerous) } .free { background: var(--free); fill: var(--free) } .num { font-variant-numeric: tabular-nums }
        .verdicts { list-style: none; padding: 0; margin: 1rem 0 }
        @media print { :root { --ink: #000; --paper: #fff; --faint: #333; --box: #fff; --line: #999; --pass: #000; --warn: #000; --fail: #000; --unknown: #000; --skip: #333 } section { break-inside: avoid } .source a { text-decoration: none } }
        """;
}
