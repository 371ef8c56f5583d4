"""The directory of offices as an operator keeps it: a CSV file, checked and imported as a whole (decision 0027).

python -m tools.directory check FILE | import FILE | export FILE | make
"""
