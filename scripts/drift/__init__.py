"""What a change of Atlassian's documents does to their users and to us: `python -m scripts.drift`.

Data flows one way: outline → facts → walk, comparing → judging → report → formats.
Only `report`, `since` and `starters` touch files.
"""
