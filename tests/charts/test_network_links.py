"""The hand-over network can be walked: teams and ways are links that a keyboard reaches, with words of their own."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

from customerhero.charts import LARGE, LIGHT, Lead, Leads, network
from customerhero.findings import Picture

WAYS = (("A", "B", 9), ("B", "A", 4), ("B", "C & D", 3))
PICTURE = Picture("flows", "t", ("from", "to", "n"), WAYS)
LEADS = Leads(
    {name: Lead(f"?team={at}", f"Team {name}") for at, name in enumerate(("A", "B", "C & D"))},
    {(a, b): Lead(f"/routes/{at}/?x=1&y=2", f"{a} to {b}: {n}") for at, (a, b, n) in enumerate(WAYS)},
)


def _links(svg: str) -> list[ET.Element]:
    return ET.fromstring(svg).findall("{http://www.w3.org/2000/svg}a")


def test_every_team_and_every_way_is_a_link_with_words() -> None:
    links = _links(network(PICTURE, LIGHT, "hurt", frozenset(), LEADS, LARGE))
    assert {link.get("href") for link in links} == {
        "?team=0", "?team=1", "?team=2", "/routes/0/?x=1&y=2", "/routes/1/?x=1&y=2", "/routes/2/?x=1&y=2",
    }  # fmt: skip
    assert {link.get("aria-label") for link in links} >= {"Team C & D", "B to C & D: 3"}
    assert all(link.find("{http://www.w3.org/2000/svg}title") is not None for link in links)


def test_what_has_no_lead_is_drawn_and_is_no_link() -> None:
    svg = network(PICTURE, LIGHT, "hurt", None, Leads({}, {("A", "B"): Lead("/r/", "A to B")}))
    assert len(_links(svg)) == 1
    assert svg.count("<circle") == 3


def test_a_network_without_leads_has_no_links() -> None:
    assert "<a " not in network(PICTURE, LIGHT, "hurt")


def test_several_ways_may_stand_out_and_nothing_else_does() -> None:
    own = frozenset({("A", "B"), ("B", "C & D")})
    svg = network(PICTURE, {**LIGHT, "hurt": "#123456"}, "hurt", own)
    assert svg.count('stroke="#123456"') == 2
    assert network(PICTURE, {**LIGHT, "hurt": "#123456"}, "hurt", frozenset()).count('stroke="#123456"') == 0


def test_a_large_ground_holds_more_teams_within_its_edges() -> None:
    ways = tuple((f"team {at}", "middle", 20 + at) for at in range(20))
    svg = network(Picture("flows", "t", ("from", "to", "n"), ways), LIGHT, "hurt", None, None, LARGE)
    assert svg.count("<circle") == LARGE.most_teams
    places = [float(x) for x in re.findall(r'cx="([\d.]+)"', svg)]
    assert min(places) > 0
    assert max(places) < LARGE.width
