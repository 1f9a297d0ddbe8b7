"""What the revocations (F10) are made of: a scene, ways to end something, and listening."""
