"""The spec pipeline, the drift report and the benchmarks: run as `python -m scripts.NAME`."""
