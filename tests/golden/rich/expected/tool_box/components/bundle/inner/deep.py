from ...star import shining
from tool_box.components.bundle import first

depth = first.number + shining
