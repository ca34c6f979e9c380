from ...star import shining
from components.bundle import first

depth = first.number + shining
