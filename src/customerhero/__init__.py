"""Customer Hero: the customer's advocate inside an organisation, as software."""

__version__ = "0.1.0"
