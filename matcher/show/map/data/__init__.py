"""The data of a map: one JSON island of packed columns, made a part at a time."""
