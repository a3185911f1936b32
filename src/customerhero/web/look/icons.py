"""The icons: our own drawings on a field of 24 by 24, one line thick, in the colour of the text around them."""

from __future__ import annotations

from functools import cache
from types import MappingProxyType
from typing import Final

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

_DOT: Final = '<circle cx="12" cy="12" r="3"/>'
ICONS: Final = MappingProxyType(
    {
        "agenda": '<path d="M4 6h16M4 12h16M4 18h10"/>',
        "back": '<path d="M19 12H5M11 6l-6 6 6 6"/>',
        "calendar": '<rect x="4" y="5.5" width="16" height="15" rx="2"/><path d="M4 10h16M8.5 3v4M15.5 3v4"/>',
        "case": '<rect x="3.5" y="7.5" width="17" height="12" rx="2"/><path d="M9 7.5V6a2 2 0 0 1 2-2h2a2 2 0 0 1 '
        '2 2v1.5M3.5 13h17"/>',
        "check": '<path d="m5 12.5 4.5 4.5L19 7.5"/>',
        "clock": '<circle cx="12" cy="12" r="8.5"/><path d="M12 7.5V12l3 2"/>',
        "close": '<path d="m6 6 12 12M18 6 6 18"/>',
        "customers": '<circle cx="9" cy="8.5" r="3.5"/><path d="M3 19.5c0-3.3 2.7-5.5 6-5.5s6 2.2 6 5.5"/>'
        '<path d="M15.5 5.3a3.5 3.5 0 0 1 0 6.4M17.5 14.4c2.1.7 3.5 2.6 3.5 5.1"/>',
        "dark": '<path d="M20 14.3A8.3 8.3 0 0 1 9.7 4 8.3 8.3 0 1 0 20 14.3Z"/>',
        "desk": '<path d="m4 11.5 8-7 8 7M6 10v9.5h12V10M10 19.5v-5h4v5"/>',
        "dot": _DOT,
        "down": '<path d="m6 9 6 6 6-6"/>',
        "download": '<path d="M12 4v11M7 10.5l5 5 5-5M5 20h14"/>',
        "edit": '<path d="m4 20 1-4.5L16.5 4a2.1 2.1 0 0 1 3.5 3.5L8.5 19 4 20Z"/>',
        "external": '<path d="M13 5h6v6M19 5l-9 9M17 14v5H5V7h5"/>',
        "file": '<path d="M6 3.5h8l4 4v13H6ZM14 3.5v4h4M9 12.5h6M9 16.5h6"/>',
        "flag": '<path d="M5 21V4.5c4-2 7 2 13 0v9c-6 2-9-2-13 0"/>',
        "friction": '<circle cx="5.5" cy="6" r="2.5"/><circle cx="18.5" cy="18" r="2.5"/>'
        '<path d="M8 6h7a3 3 0 0 1 0 6H9a3 3 0 0 0 0 6h7"/>',
        "heart": '<path d="M12 20c-5.5-3.9-8-6.9-8-10.2A4.3 4.3 0 0 1 12 7.7a4.3 4.3 0 0 1 8 2.1c0 3.3-2.5 '
        '6.3-8 10.2Z"/>',
        "info": '<circle cx="12" cy="12" r="8.5"/><path d="M12 11v5.5M12 7.7v.1"/>',
        "jobs": '<path d="M3 12h4l2.5-7 5 14L17 12h4"/>',
        "key": '<circle cx="8" cy="15" r="4.5"/><path d="m11.2 11.8 8.3-8.3M16 7l3 3M13.5 9.5l2 2"/>',
        "light": '<circle cx="12" cy="12" r="4"/><path d="M12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4'
        'M17.3 17.3l1.4 1.4M5.3 18.7l1.4-1.4M17.3 6.7l1.4-1.4"/>',
        "link": '<path d="M10 14a4.2 4.2 0 0 0 6 0l3-3a4.2 4.2 0 0 0-6-6l-1 1M14 10a4.2 4.2 0 0 0-6 0l-3 3a4.2 '
        '4.2 0 0 0 6 6l1-1"/>',
        "lock": '<rect x="5" y="10.5" width="14" height="10" rx="2"/><path d="M8 10.5V8a4 4 0 0 1 8 0v2.5"/>',
        "losses": '<path d="m3.5 7 6 6 4-4 7 7M20.5 11v5h-5"/>',
        "mail": '<rect x="3.5" y="5.5" width="17" height="13" rx="2"/><path d="m4 7.5 8 6 8-6"/>',
        "menu": '<path d="M4 7h16M4 12h16M4 17h16"/>',
        "more": '<circle cx="5.5" cy="12" r="1"/><circle cx="12" cy="12" r="1"/><circle cx="18.5" cy="12" r="1"/>',
        "next": '<path d="M5 12h14M13 6l6 6-6 6"/>',
        "people": '<circle cx="12" cy="8" r="4"/><path d="M4.5 20.5c0-4 3.3-6.5 7.5-6.5s7.5 2.5 7.5 6.5"/>',
        "play": '<path d="M7 4.5v15l12-7.5Z"/>',
        "plus": '<path d="M12 5v14M5 12h14"/>',
        "print": '<path d="M7 8V3.5h10V8M7 17H4V8.5h16V17h-3M7 14h10v6.5H7Z"/>',
        "refresh": '<path d="M20 11.5A8 8 0 0 0 6 6.8L4 9M4 4v5h5M4 12.5a8 8 0 0 0 14 4.7l2-2.2M20 20v-5h-5"/>',
        "right": '<path d="m9 6 6 6-6 6"/>',
        "search": '<circle cx="11" cy="11" r="6.5"/><path d="m16 16 4.5 4.5"/>',
        "settings": '<path d="M4 7h9M17 7h3M4 17h3M11 17h9"/>'
        '<circle cx="15" cy="7" r="2"/><circle cx="9" cy="17" r="2"/>',
        "shield": '<path d="M12 3.5 19 6v6c0 4.5-2.9 7.3-7 9-4.1-1.7-7-4.5-7-9V6Z"/>',
        "sign-out": '<path d="M10 4.5H5v15h5M14 8l4 4-4 4M18 12H9"/>',
        "sources": '<ellipse cx="12" cy="6" rx="7.5" ry="2.8"/><path d="M4.5 6v12c0 1.5 3.4 2.8 7.5 2.8s7.5-1.3 '
        '7.5-2.8V6M4.5 12c0 1.5 3.4 2.8 7.5 2.8s7.5-1.3 7.5-2.8"/>',
        "star": '<path d="m12 3.8 2.5 5.2 5.7.8-4.1 4 1 5.7-5.1-2.7-5.1 2.7 1-5.7-4.1-4 5.7-.8Z"/>',
        "table": '<rect x="4" y="5" width="16" height="14" rx="2"/><path d="M4 10h16M4 14.5h16M10 10v9"/>',
        "trash": '<path d="M4.5 7h15M9.5 7V4.5h5V7M6.5 7l1 13h9l1-13M10 11v5.5M14 11v5.5"/>',
        "undo": '<path d="M4 9.5h10a5.5 5.5 0 0 1 0 11H9M8.5 5 4 9.5l4.5 4.5"/>',
        "upload": '<path d="M12 16V5M7 9.5l5-5 5 5M5 20h14"/>',
        "voice": '<path d="M4 5.5h16v11h-8.5L7 20.5v-4H4Z"/>',
        "warning": '<path d="M12 4 2.8 20h18.4ZM12 10v4.5M12 17.2v.1"/>',
    }
)


@cache
def icon_svg(name: str) -> SafeString:
    """The drawing of that name, silent for screen readers; a dot when there is none of that name."""
    inside = mark_safe(ICONS.get(name, _DOT))  # noqa: S308  # our own drawings
    return format_html(
        '<svg class="icon" viewBox="0 0 24 24" width="20" height="20" fill="none" stroke="currentColor" '
        'stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">'
        "{}</svg>",
        inside,
    )
