"""What is larger than one request: starts, the run of many, and the ledger of what was started."""
