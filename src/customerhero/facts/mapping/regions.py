"""States and provinces by code and name: a column of these is called State and is no outcome of a case."""

from __future__ import annotations

from typing import Final

_CODES: Final = """
    aa ab act ae ak al ap ar as az bc ca co ct dc de fl fm ga gu hi ia id il in ks ky la ma mb md me mh mi mn mo mp
    ms mt nb nc nd ne nh nj nl nm ns nsw nt nu nv ny oh ok on or pa pe pr pw qc qld ri sc sd sk tas tn tx ut va vi
    vic vt wa wi wv wy yt
"""
_NAMES: Final = """
    alabama, alaska, alberta, arizona, arkansas, baden-württemberg, bayern, berlin, brandenburg, bremen,
    british_columbia, california, colorado, connecticut, delaware, delhi, district_of_columbia, florida, georgia,
    gujarat, hamburg, hawaii, hessen, idaho, illinois, indiana, iowa, kansas, karnataka, kentucky, kerala,
    louisiana, maharashtra, maine, manitoba, maryland, massachusetts, mecklenburg-vorpommern, michigan, minnesota,
    mississippi, missouri, montana, nebraska, nevada, new_hampshire, new_jersey, new_mexico, new_south_wales,
    new_york, niedersachsen, nordrhein-westfalen, north_carolina, north_dakota, nova_scotia, ohio, oklahoma,
    ontario, oregon, pennsylvania, puerto_rico, quebec, queensland, rheinland-pfalz, rhode_island, rio_de_janeiro,
    saarland, sachsen, sachsen-anhalt, saskatchewan, schleswig-holstein, south_carolina, south_dakota, são_paulo,
    tamil_nadu, tasmania, tennessee, texas, thüringen, utah, vermont, victoria, virginia, washington, west_virginia,
    wisconsin, wyoming
"""
REGIONS: Final = frozenset((*_CODES.split(), *(name.strip(",").replace("_", " ") for name in _NAMES.split())))
"""In small letters: of the United States, Canada, Australia, Germany, and a few of other countries."""
