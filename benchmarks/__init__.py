"""What acceptance's figures are measured with; see docs/benchmarks.md."""
