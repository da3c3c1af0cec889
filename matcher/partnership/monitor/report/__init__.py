"""The monitoring report: wording, text, page and charts."""
