"""An invented company with planted truths: data for a first look, for tests and for benchmarks."""

from customerhero.demo.company import Company, Generated, generate

__all__ = ["Company", "Generated", "generate"]
