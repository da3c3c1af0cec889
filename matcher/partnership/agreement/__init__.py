"""The agreement of a partnership, a memorandum of understanding: what it says, the documents
it is written as, and what in them is still to be filled in."""
