"""The page that a report stands in: no script, nothing loaded from anywhere."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from mien.exports.texts import in_html

STYLE = """
:root { color-scheme: light dark; --ground: #f4f6f8; --card: #ffffff; --ink: #171b22;
  --soft: #586271; --line: #dbe0e6; --track: #e6eaef; --accent: #0a7fc0; }
@media (prefers-color-scheme: dark) { :root { --ground: #0e1014; --card: #15181e;
  --ink: #e8ebf1; --soft: #9ba4b3; --line: #272c36; --track: #252a33; --accent: #5cc8ff; } }
body { margin: 0; background: var(--ground); color: var(--ink);
  font: 15px/1.5 "Source Sans Pro", "Source Sans 3", system-ui, sans-serif; }
main { max-width: 980px; margin: 0 auto; padding: 32px 20px 48px; }
h1 { margin: 0 0 4px; font-size: 28px; line-height: 1.2; overflow-wrap: anywhere; }
h2 { margin: 32px 0 12px; font-size: 19px; }
h3 { margin: 0 0 8px; font-size: 15px; }
p { margin: 0 0 12px; color: var(--soft); }
section { background: var(--card); border: 1px solid var(--line); border-radius: 10px;
  padding: 16px 20px; margin: 0 0 16px; overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: 5px 16px 5px 0; border-bottom: 1px solid var(--line);
  vertical-align: top; overflow-wrap: anywhere; }
tbody tr:last-child > * { border-bottom: 0; }
th { color: var(--soft); font-weight: 600; white-space: nowrap; }
svg { display: block; width: 100%; height: auto; }
svg text { fill: var(--soft); font-size: 12px; }
.two { display: grid; grid-template-columns: 1fr 1fr; gap: 24px; }
@media (max-width: 720px) { .two { grid-template-columns: 1fr; } }
.track { fill: var(--track); } .axis { stroke: var(--line); }
.gap { fill: var(--soft); opacity: .25; } .peak { stroke: var(--ink); stroke-width: 2; }
.curve { fill: none; stroke: var(--accent); stroke-width: 1.5; stroke-linejoin: round; }
.mark { stroke: var(--ink); stroke-dasharray: 3 3; opacity: .6; }
.key { display: inline-block; width: 10px; height: 10px; border-radius: 2px; margin: 0 6px 0 0; }
.keys span + span { margin-left: 16px; }
@media print { body { background: none; } section { break-inside: avoid; } }
"""
POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def page(title: str, body: Iterable[str]) -> str:
    """A whole page; `title` is text, `body` markup that is safe."""
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{in_html(title)}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n"
        + "\n".join(body)
        + "\n</main>\n</body>\n</html>\n"
    )


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of text."""
    head = "".join(f"<th>{in_html(cell)}</th>" for cell in header)
    lines = "".join(
        f"<tr>{''.join(f'<td>{in_html(cell)}</td>' for cell in row)}</tr>" for row in rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{lines}</tbody></table>"


def facts(pairs: Iterable[tuple[str, str]]) -> str:
    """A table of names with what they are."""
    lines = "".join(f"<tr><th>{in_html(k)}</th><td>{in_html(v)}</td></tr>" for k, v in pairs)
    return f"<table><tbody>{lines}</tbody></table>"
