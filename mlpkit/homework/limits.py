"""What a document may take: bytes, seconds, memory."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """What a document may take.

    Parameters
    ----------
    bytes : int
        How large the file may be.
    seconds : float
        Of the processor, for one equality, and for taking the document apart.
    document_seconds : float
        Of the clock, for the whole document.
    memory : int
        In megabytes, for the process that reads.
    """

    bytes: int = 2_000_000
    seconds: float = 20.0
    document_seconds: float = 3600.0
    memory: int = 2048

    def __post_init__(self):
        for name in ("bytes", "seconds", "document_seconds", "memory"):
            if not getattr(self, name) > 0:
                raise ValueError(f"Limits: {name} is {getattr(self, name)}, expected more than 0")

    def __str__(self):
        return (
            f"{self.bytes:,} bytes, {self.seconds:g} s a line, {self.document_seconds:g} s a document,"
            f" {self.memory:,} MB"
        )
