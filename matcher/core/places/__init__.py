"""What places are called: authorities, districts, former counties and regions."""
