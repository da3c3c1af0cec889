"""What is shown of a plan: its fairness, summary, workbook and map, from the tables of the plan."""
