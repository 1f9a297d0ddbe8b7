"""What the marker test (F6) is made of: marks, rights, a day, asking for all."""
