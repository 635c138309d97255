"""khoi's benchmarks: what `scripts/bench` runs. See Benchmarks/README.md."""
