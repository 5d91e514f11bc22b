"""The command `kilnflow study`, and `kilnflow run --aim front`.

Only light things are imported here, as in `optimizer.cli`.
"""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from cases.text import Language
    from optimizer.options import RunOptions
    from optimizer.study.cluster import Cluster
    from optimizer.study.points import Part
    from optimizer.study.run import StudyOutcome

EPILOG = (
    "\b\nExamples:\n"
    "  kilnflow study hand hand --out study\n"
    "  kilnflow study xinjiang-2025 my-study.xlsx --out study --workers 4\n"
    "  kilnflow study xinjiang-2025 xinjiang-2025 --out study --cluster tls://scheduler:8786 \\\n"
    "      --tls-ca ca.pem --tls-cert me.pem --tls-key me.key\n"
    "\b\nThe same command goes on where it was broken off and solves nothing twice.\n"
    "\b\nExit codes: 0 all points are solved (with or without a plan), 2 the case or the study has errors,\n"
    "4 stopped or the cluster lost with points left, 5 a plan failed its audit, 1 anything else."
)
CASE_ERRORS, LEFT, AUDIT_FAILED = 2, 4, 5


def study(
    case: Annotated[
        str, typer.Argument(metavar="CASE", help="Library case, workbook (.xlsx) or folder of .csv files.")
    ],
    questions: Annotated[
        str, typer.Argument(metavar="STUDY", help="Library study, .toml file, or workbook with its sheets.")
    ],
    out: Annotated[Path, typer.Option(help="Folder for the results; a study begun there goes on.")],
    workers: Annotated[
        int | None, typer.Option(min=1, help="Processes that solve; one a core unless given.")
    ] = None,
    seed: Annotated[
        int | None, typer.Option(min=0, help="Seed of draws and solver in place of those of the study.")
    ] = None,
    cluster: Annotated[
        str | None, typer.Option(metavar="ADDRESS", help="A running Dask scheduler, tls://HOST:PORT.")
    ] = None,
    tls_ca: Annotated[Path | None, typer.Option(help="Certificate of the authority, for --cluster.")] = None,
    tls_cert: Annotated[Path | None, typer.Option(help="Certificate of this side, for --cluster.")] = None,
    tls_key: Annotated[Path | None, typer.Option(help="Key of this side, for --cluster.")] = None,
    again: Annotated[bool, typer.Option("--again", help="Solve points that failed once more.")] = False,
    language: Annotated[str, typer.Option(metavar="en|zh", help="Language of what is told.")] = "en",
) -> None:
    """Solve many questions about a case: scenarios, grids, fronts, abatement curves, draws."""
    from cases import load_case, read_case
    from cases.text import LANGUAGES
    from optimizer import telling
    from optimizer.options import one_of
    from optimizer.study.reading import read_study
    from optimizer.study.source import study_path

    tongue = one_of("--language", language, LANGUAGES) or LANGUAGES[0]
    where = None if cluster is None else _cluster(cluster, tls_ca, tls_cert, tls_key)
    raw = read_case(case)
    loaded = load_case(raw)
    if loaded.case is None:
        telling.case_refused(loaded.findings, tongue)
        raise typer.Exit(CASE_ERRORS)
    path = study_path(questions)
    read = read_study(path, loaded.case, raw, seed=seed)
    telling.findings(read.findings, tongue)
    if read.study is None:
        raise typer.Exit(CASE_ERRORS)
    asked = {"file": path.name, "note": read.study.note, **read.study.asked}
    ended = _solved(
        case,
        read.study.parts,
        read.study.name,
        out,
        asked,
        language=tongue,
        workers=workers,
        cluster=where,
        again=again,
    )
    _tell(ended, tongue)


def front(case: str, options: RunOptions, points: int | None, out: Path | None) -> None:
    """The study of one front between cost and CO2, from the options of a run."""
    from cases.gauges import gauge_from_text
    from optimizer.options import OptionError
    from optimizer.study.common import Common
    from optimizer.study.fields import study_tables
    from optimizer.study.front import Front

    if out is None:
        raise OptionError("cli.option.front_out")
    known = study_tables()["fronts"].fields
    names = ("money", "gap", "time_limit", "seed")
    common = Common(
        part=known["part"].default,
        scenarios=tuple(options.scenarios),
        changes=tuple(options.changes),
        options={name: value for name in names if (value := getattr(options, name)) is not None},
    )
    first, second = (gauge_from_text(known[name].default) for name in ("first", "second"))
    number = int(known["points"].default) if points is None else points
    if number < int(known["points"].low or 2):
        raise OptionError("cli.option.low", option="--points", value=number, least=known["points"].low)
    part = Front(common, first, second, number)
    asked = {"points": number}
    _tell(_solved(case, [part], part.part, out, asked, language=options.language), options.language)


def _cluster(address: str, ca: Path | None, cert: Path | None, key: Path | None) -> Cluster:
    from optimizer.study.cluster import Cluster

    return Cluster(address=address, ca=ca, cert=cert, key=key)


def _solved(
    case: str, parts: Any, name: str, out: Path, asked: dict[str, Any], *, language: Language, **where: Any
) -> StudyOutcome:
    from optimizer import telling
    from optimizer.interrupt import first_stops
    from optimizer.study.cluster import ClusterLostError
    from optimizer.study.progress import study_reporter
    from optimizer.study.run import run_study

    stop, show = threading.Event(), study_reporter()
    found: list[Part] = list(parts)
    try:
        with first_stops(stop, lambda: telling.aside("study.stopping", language)):
            return run_study(
                case, found, name=name, out=out, asked=asked, reporter=show, stop=stop, language=language,
                **where,
            )  # fmt: skip
    except KeyboardInterrupt:
        telling.aside("study.given_up", language)
        raise typer.Exit(LEFT) from None
    except ClusterLostError as lost:
        telling.aside(lost.code, language, **lost.parameters)
        raise typer.Exit(LEFT) from None
    finally:
        show.close()


def _tell(ended: StudyOutcome, language: Language) -> None:
    """How many points ended how, where they are, and the exit code."""
    from cases.text import sentence
    from optimizer import telling

    telling.findings(ended.findings, language)
    if ended.folder is None:
        raise typer.Exit(CASE_ERRORS)
    counts = [
        sentence(f"study.ended.{status.value}", {"count": n}, language) for status, n in ended.ended.items()
    ]
    telling.told("study.ended", language, ended=counts, kept=ended.kept or None)
    telling.told("study.written", language, folder=str(ended.folder))
    if ended.left:
        telling.told("study.left", language, count=ended.left)
    if ended.audit_failed:
        telling.told("study.audit", language, count=ended.audit_failed)
    code = LEFT if ended.left else AUDIT_FAILED if ended.audit_failed else 0
    raise typer.Exit(code)
