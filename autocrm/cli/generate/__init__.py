"""Made-up support data, the same for the same seed: for demos, tests and benchmarks."""
