"""What places are called: authorities, districts, former counties, regions and postcodes."""
