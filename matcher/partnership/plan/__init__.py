"""The plan of a partnership: a logic model and indicators for what is exchanged, the
questionnaires, the 23 questions of the evaluation checklist, and the data plan."""
