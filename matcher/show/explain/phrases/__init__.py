"""The phrases of a reason, as others read them and as the map sorts them."""
