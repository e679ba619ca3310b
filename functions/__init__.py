"""HTTP functions: one folder each, together in `functions.app`, or each alone."""
