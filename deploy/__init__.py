"""What a self-hoster needs. The Python here starts things on one machine."""
