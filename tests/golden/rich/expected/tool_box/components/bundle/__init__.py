from ..plain import other
from .first import number

__all__ = ["number", "other"]
