"""The command that prints the words of needs and strengths: vocabulary."""

from __future__ import annotations

import click

from matcher.cli.output import print_data, print_result


@click.command(
    epilog="""\b
Examples:
  matcher vocabulary
  matcher vocabulary --format csv > vocabulary.csv
""",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "csv", "json"]),
    default="text",
    show_default=True,
    help="The format.",
)
def vocabulary(form: str) -> None:
    """Print the words for needs and strengths: every activity, route and subject, and the
    spellings that are understood."""
    from matcher.jobs.lists import vocabulary as job

    if form == "csv":
        from matcher.show.kit.csv_table import csv_text

        print_data(csv_text(job.vocabulary_table(), end="\n"))
    elif form == "json":
        text = job.vocabulary_table().to_json(orient="records", force_ascii=False, indent=2)
        print_data(text + "\n")
    else:
        for line in job.vocabulary_lines():
            print_result(line)
