"""Compile sources and tell what is wrong with them; runs in any Python 3, asks and answers in JSON."""

import json
import sys
import warnings

warnings.simplefilter("ignore")
wrong = []
for name, source in json.load(sys.stdin):
    try:
        compile(source.encode("latin-1"), name, "exec", dont_inherit=True)
    except SyntaxError as error:
        wrong.append([name, error.lineno or 1, error.msg or "invalid syntax"])
    except (ValueError, RecursionError, MemoryError) as error:
        wrong.append([name, 1, str(error) or type(error).__name__])
json.dump({"version": list(sys.version_info[:3]), "wrong": wrong}, sys.stdout)
