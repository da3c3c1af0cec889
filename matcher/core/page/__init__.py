"""What people look at, whichever room makes it: pages of HTML that stand alone, the pictures in
them, and what every workbook needs."""
