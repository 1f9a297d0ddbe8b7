"""Use cases: one public function each, each in one transaction of its own."""
