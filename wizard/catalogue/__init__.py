"""What is known about GraalPy, as data (data/*.toml) with one typed loader (load.py)."""
