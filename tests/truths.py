"""What is known of the real register of 24 May 2025."""

# Open schools, independents, state-funded and universities by opportunity area, counted by
# the district of the nearest postcode of 2014 in the register of 24 May 2025.
AREAS = {
    "Blackpool": (48, 4, 43, 0),
    "Derby": (118, 8, 107, 1),
    "Oldham": (127, 17, 108, 0),
    "North Yorkshire Coast": (58, 3, 53, 0),
    "Norwich": (62, 9, 49, 2),
    "West Somerset": (19, 0, 18, 0),
    "Bradford": (231, 16, 211, 1),
    "Doncaster": (142, 6, 128, 0),
    "Fenland and East Cambridgeshire": (85, 8, 76, 0),
    "Hastings": (26, 0, 25, 0),
    "Ipswich": (57, 4, 50, 1),
    "Stoke-on-Trent": (116, 18, 93, 1),
}
