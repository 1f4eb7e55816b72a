"""The command line: it uses what everybody can use."""
