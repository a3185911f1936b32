"""Tables everyone can sort, filter, page through and take home: one way for stored rows, the database and the lake."""

from customerhero.web.look.tables.asked import Asked
from customerhero.web.look.tables.columns import Column
from customerhero.web.look.tables.view import TableView, shown_table

__all__ = ["Asked", "Column", "TableView", "shown_table"]
