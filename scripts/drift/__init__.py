"""What a change of Atlassian's documents does to their users and to us: `python -m scripts.drift`.

Data flows one way: reading → outline → facts → walk, messages → judge → report → formats.
Only `reading` and `cli` touch files.
"""
