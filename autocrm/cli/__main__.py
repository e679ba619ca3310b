"""`python -m autocrm.cli` is `autocrm`."""

import sys

from autocrm.cli import main

sys.exit(main())
