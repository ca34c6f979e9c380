"""What the tests themselves stand on."""
