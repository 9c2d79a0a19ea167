"""`python -m cosmoquiz`."""

import sys

from cosmoquiz.cli import main

sys.exit(main())
