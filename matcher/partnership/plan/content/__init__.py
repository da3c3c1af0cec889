"""What stands in a plan: indicators, questions, checklist, data plan and their days."""
