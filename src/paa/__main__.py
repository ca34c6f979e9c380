"""Run the command line as `python -m paa`."""

from paa.cli import main

if __name__ == "__main__":
    main()
