"""The command that evaluates a partnership: evaluate."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from matcher.cli import given
from matcher.cli import options as opt
from matcher.cli.formats import audience_option, form_of, format_option, with_ending
from matcher.cli.output import check_out, write_answer
from matcher.core.calendar.school_years import starting_years

_FORMS = ("text", "json", "html", "csv")


class _Positive(click.FloatRange):
    """A number above 0; "nan" and "inf" are numbers to Python and none to people."""

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """Raises for what is no number, not finite, or not above 0."""
        number = float(super().convert(value, param, ctx))
        if not math.isfinite(number):
            self.fail(f"{value!r} is not a number above 0.", param, ctx)
        return number


_POSITIVE = _Positive(min=0, min_open=True)


def _years(ctx: click.Context, param: click.Parameter, value: str) -> tuple[int, ...]:
    """The years in which the school years begin that somebody names."""
    years = starting_years(value)
    if years is None:
        raise click.BadParameter(
            f"{value!r} names no school years. Write one as 2015, 2015/16, 2015-16, 2015-2016 or "
            "201516, several as 2015,2016 or 2015..2017"
        )
    return years


def _names(ctx: click.Context, param: click.Parameter, value: str | None) -> tuple[str, ...]:
    """Names parted by commas, none twice."""
    words = (word.strip().casefold() for word in (value or "").split(","))
    return tuple(dict.fromkeys(word for word in words if word))


def _given(ctx: click.Context) -> set[str]:
    """The options that somebody typed; the others have their defaults."""
    default = ParameterSource.DEFAULT
    return {name for name in ctx.params if ctx.get_parameter_source(name) is not default}


@click.command(
    epilog="""\b
Examples:
  matcher evaluate --panel panel.csv.gz --register edubasealldata.csv \\
    --treated partnership.xlsx --outcome reading_progress --before 2015,2016 --after 2017..2018
  matcher evaluate --panel tables/ --treated partnerships --outcome READPROG \\
    --before 2016/17 --after 2017/18,2018/19 --out effect.html
  matcher evaluate ... --exact phase,region --ratio 5 --format html --out evaluation.html
  matcher evaluate ... --format csv --out matched-schools.csv
""",
)
@click.option(
    "--panel",
    "panels",
    type=opt.FILE,
    required=True,
    multiple=True,
    metavar="FILE",
    help="The figures: a table with the columns urn, year_starting and one for each figure (CSV, "
    "CSV.gz, XLSX); or the Department's tables, older ones such as 2018-2019_england_ks2final.csv "
    "and those of today, or a folder of them. You may repeat it.",
)
@click.option(
    "--register",
    type=opt.FILE,
    metavar="FILE",
    help="The national register of schools (GIAS). Default: what matcher data pull fetched.",
)
@click.option(
    "--links",
    type=opt.FILE,
    metavar="FILE",
    help="The register's links from closed schools to their successors. Default: what matcher "
    "data pull fetched.",
)
@click.option(
    "--treated",
    required=True,
    metavar="FILE|FOLDER|URN,..",
    help="The schools of the partnership: a list, URNs separated by commas, or a folder of "
    "partnerships (the schools that looked for partners, if it is running or has ended).",
)
@click.option(
    "--leave-out",
    default="",
    metavar="FILE|FOLDER|URN,..",
    help="Schools that must not be used for comparison, such as those of other partnerships.",
)
@click.option("--outcome", required=True, metavar="COLUMN", help="The figure to compare.")
@click.option(
    "--before",
    callback=_years,
    required=True,
    metavar="YEARS",
    help="School years before the partnership. One is written 2015/16, 2015-16, 2015-2016, 201516 "
    "or by the year it starts in, 2015; several are 2015,2016 or 2015..2017.",
)
@click.option(
    "--after",
    callback=_years,
    required=True,
    metavar="YEARS",
    help="School years with the partnership, written likewise.",
)
@click.option(
    "--by-start",
    is_flag=True,
    help="Of a folder of partnerships that began in different school years compare each school "
    "from its own start: the years of --before and --after together are before for some and after "
    "for others.",
)
@click.option("--imd", type=opt.FILE, metavar="FILE", help="Deprivation of each LSOA (CSV).")
@click.option(
    "--covariates",
    callback=_names,
    metavar="NAMES",
    help="What similar schools have in common. Default: the outcome, pupils, fsm_pct, imd, "
    "phase, type and region. You may name any of these, kind, la_code, trust, and any column of "
    "the figures (each year before).",
)
@click.option(
    "--exact",
    callback=_names,
    default="phase",
    show_default=True,
    metavar="NAMES",
    help="What must be the same in both schools, such as region,phase.",
)
@click.option(
    "--caliper",
    type=_POSITIVE,
    metavar="X",
    help="How different two matched schools may be: a Mahalanobis distance, or standard "
    "deviations of the propensity. Schools without a match are left out, so the result is about "
    "fewer schools.",
)
@click.option(
    "--ratio",
    type=click.IntRange(min=1),
    default=3,
    show_default=True,
    metavar="M",
    help="How many comparison schools to find for each school.",
)
@click.option(
    "--replace", is_flag=True, help="Let a comparison school be used for several schools."
)
@click.option(
    "--distance",
    type=click.Choice(["mahalanobis", "propensity"]),
    default="mahalanobis",
    show_default=True,
    help="How similarity is measured.",
)
@click.option(
    "--exchange/--no-exchange",
    default=True,
    show_default=True,
    help="Swap comparison schools for others that are as similar, until averages agree.",
)
@click.option(
    "--like-matchit",
    is_flag=True,
    help="Match as R's MatchIt 4.5.1 does, to compare with it: schools and ties in the order of "
    "their URNs, no exchange, a propensity from below; --ratio 1 and nothing --exact unless given.",
)
@click.option(
    "--cluster",
    type=click.Choice(["auto", "trust", "la_code", "none"]),
    default="auto",
    show_default=True,
    help="What schools share their good and bad years with: their trust, their authority "
    "(la_code), nobody; auto is whichever of the two is known and parts your schools into fewer, "
    "counted as if all were of equal size.",
)
@click.option(
    "--pupil-sd",
    type=_POSITIVE,
    metavar="X",
    help="The standard deviation of the outcome among pupils. Needed for an effect size.",
)
@click.option(
    "--less-is-better", is_flag=True, help="Less of the outcome is better, as with absence."
)
@click.option(
    "--seed", type=click.IntRange(min=0), default=1, show_default=True, help="Of the random draws."
)
@format_option(*_FORMS, more=": html is a page with pictures, csv the matched schools")
@click.option("--out", type=opt.OUT_FILE, metavar="FILE", help="Write it to this file.")
@opt.FORCE
@click.pass_context
@audience_option()
def evaluate(
    ctx: click.Context,
    panels: tuple[Path, ...],
    register: Path | None,
    links: Path | None,
    treated: str,
    leave_out: str,
    outcome: str,
    before: tuple[int, ...],
    after: tuple[int, ...],
    by_start: bool,
    imd: Path | None,
    covariates: tuple[str, ...],
    exact: tuple[str, ...],
    caliper: float | None,
    ratio: int,
    replace: bool,
    distance: str,
    exchange: bool,
    like_matchit: bool,
    cluster: str,
    pupil_sd: float | None,
    less_is_better: bool,
    seed: int,
    form: str | None,
    out: Path | None,
    force: bool,
) -> None:
    """Compare the schools of a partnership with like schools outside it, before and after.

    Each school is matched with the nearest others by what was published before the
    partnership began; the effect is the difference in differences, estimated in several ways of
    which each assumes something else. It tells an effect only where all of them do. It says
    plainly when the numbers cannot tell: when the groups are not alike or were moving apart
    before, there are too few trusts or years, or the range holds no difference. Fewer than ten
    schools have no average effect: each is shown among the schools most like it. Schools of which
    a figure is not known are left out, counted and named.
    """
    from matcher.evaluation.matching.prepare import Options
    from matcher.jobs.evaluation import evaluate as job
    from matcher.jobs.evaluation.inputs import EvaluationFiles

    form = form_of(form, out, _FORMS)
    out = with_ending(out, form)
    if like_matchit:
        if exchange and "exchange" in _given(ctx):
            raise click.UsageError("--like-matchit exchanges nothing: leave out --exchange")
        exchange = False
        ratio = ratio if "ratio" in _given(ctx) else 1
        exact = exact if "exact" in _given(ctx) else ()
    options = Options(
        covariates=covariates,
        exact=exact,
        caliper=caliper,
        ratio=ratio,
        replace=replace,
        distance="propensity" if distance == "propensity" else "mahalanobis",
        exchange=exchange,
        like_matchit=like_matchit,
        cluster=cluster,
        seed=seed,
        pupil_sd=pupil_sd,
        less_is_better=less_is_better,
        by_start=by_start,
    )
    named = {"register": register, "links": links, "postcodes": Path("none")}
    known = given.sources({"lists": (), **named})
    if known.register is None:
        raise click.UsageError("give --register FILE, or matcher data pull brings one")
    files = EvaluationFiles(panels, known.register, treated, leave_out, known.links, imd)
    inputs = files.existing()
    check_out(out, inputs)
    answer = job.evaluate(files, outcome, before, after, options)
    write_answer(answer, form, out, inputs=inputs, force=force)
