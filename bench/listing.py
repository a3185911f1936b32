"""What the pages list that ours are compared with: a template of the size of ours."""

from __future__ import annotations

ROWS = 60
PAGE = """<!doctype html><html lang="en"><head><title>{{ title }}</title></head><body><h1>{{ title }}</h1><table>
{% for row in rows %}<tr><th scope="row">{{ row.name }}</th><td>{{ row.count }}</td><td>{{ row.share }}</td></tr>
{% endfor %}</table></body></html>"""


def said(title: str) -> dict[str, object]:
    """A title and the rows."""
    rows = [{"name": f"Row {number}", "count": number, "share": f"{number} %"} for number in range(ROWS)]
    return {"title": title, "rows": rows}
