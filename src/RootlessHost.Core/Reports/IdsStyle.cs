namespace RootlessHost.Reports;

/// <summary>How the picture of the ids is coloured, on light and on dark.</summary>
internal static class IdsStyle
{
    public const string Css = """
          svg { font-family: system-ui, "Segoe UI", "DejaVu Sans", Arial, sans-serif; font-size: 12px; --bg: #fff; --ink: #1b1f24; --faint: #57606a; --line: #d0d7de;
            --granted: #0969da; --reserved: #9a6700; --ignored: #8c959f; --dangerous: #cf222e; --free: #dafbe1; --freeline: #4ac26b; --kept: #eaeef2; --real: #1b1f24; }
          @media (prefers-color-scheme: dark) { svg { --bg: #0d1117; --ink: #e6edf3; --faint: #9198a1; --line: #3d444d;
            --granted: #58a6ff; --reserved: #d29922; --ignored: #6e7681; --dangerous: #ff7b72; --free: #12361f; --freeline: #2ea043; --kept: #21262d; --real: #e6edf3; } }
          .bg { fill: var(--bg); } text { fill: var(--ink); } .faint { fill: var(--faint); } .small { font-size: 11px; } .h { font-size: 15px; font-weight: 600; } .t { font-size: 18px; font-weight: 600; }
          .granted { fill: var(--granted); } .reserved { fill: var(--reserved); } .ignored { fill: var(--ignored); } .dangerous { fill: var(--dangerous); }
          .free { fill: var(--free); stroke: var(--freeline); stroke-width: 1; } .kept { fill: var(--kept); } .real { fill: var(--real); } .axis { stroke: var(--line); stroke-width: 1; fill: none; }
          .num { font-variant-numeric: tabular-nums; } .strong { font-weight: 600; } .bad { fill: var(--dangerous); }
        """;
}
