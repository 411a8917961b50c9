"""A bar chart as SVG, for light and dark pages."""

from html import escape

LABEL, BAR, VALUE, ROW, TOP = 170, 420, 190, 30, 64

STYLE = """
  text { font: 14px system-ui, sans-serif; fill: #1f2328 }
  .title { font-size: 16px; font-weight: 600 }
  .note { font-size: 12px; fill: #59636e }
  .ours { fill: #1a7f5a } .theirs { fill: #9aa4af } .paper { fill: #ffffff }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 } .note { fill: #9198a1 }
    .ours { fill: #3fb98a } .theirs { fill: #59636e } .paper { fill: #0d1117 }
  }
"""


def bars(title, note, rows):
    """Draws `rows` of (label, value, text of the value, whether it is settle's), shortest bars first."""
    longest = max(value for _, value, _, _ in rows)
    width, height = LABEL + BAR + VALUE, TOP + ROW * len(rows) + 12
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'role="img" aria-label="{escape(title)}">',
        f"<style>{STYLE}</style>",
        f'<rect class="paper" width="{width}" height="{height}"/>',
        f'<text class="title" x="12" y="26">{escape(title)}</text>',
        f'<text class="note" x="12" y="46">{escape(note)}</text>',
    ]
    for place, (label, value, text, is_ours) in enumerate(sorted(rows, key=lambda row: row[1])):
        y = TOP + ROW * place
        length = max(2, BAR * value / longest)
        parts += [
            f'<text x="{LABEL - 10}" y="{y + 16}" text-anchor="end">{escape(label)}</text>',
            f'<rect class="{"ours" if is_ours else "theirs"}" x="{LABEL}" y="{y + 2}" width="{length:.1f}" '
            f'height="{ROW - 10}" rx="2"/>',
            f'<text x="{LABEL + length + 8:.1f}" y="{y + 16}">{escape(text)}</text>',
        ]
    return "\n".join(parts + ["</svg>", ""])
