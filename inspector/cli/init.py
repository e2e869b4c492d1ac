"""`inspector init`: a configuration and a first baseline."""

from argparse import Namespace

from inspector.cli.console import Console
from inspector.cli.options import SOURCES, add_policy, add_rules, add_sources
from inspector.cli.parser import Parser
from inspector.errors import ConfigError, InspectorError

CONFIG = "inspector.toml"
BASELINE = "inspector-baseline.json"
TEMPLATE = """\
# What `inspector` reads in this directory and below. The command line goes before it. Every key is optional.

{baseline}
# fail-on = "high"             # critical, high, medium, low, info, never
# allow-undecided = false      # true: exit 0 where it would be 3
# sources = ["unix:///var/run/docker.sock"]
# output = ["report.html", "report.json"]
# rules = ["my-rules"]         # directories of your own rules
# ignore = ["NS-003"]          # ids, prefixes or tags of rules to leave out
# redact-key-file = "/etc/inspector.key"

# [severity]                   # of a rule, instead of its own
# NS-005 = "medium"

# [keep]                       # names whose values redaction keeps
# env = ["APP_MODE"]

{waivers}"""
EXAMPLE = """\
# [[waivers]]                  # an accepted finding: all four keys are needed
# match = "rule == 'DOOD-001' && object.name == 'ci-runner'"
# reason = "the runner builds images; its host builds nothing else"
# owner = "platform team"
# expires = 2027-06-30
"""
PROPOSED = """\
## Each finding below goes with what its workload seems to be. That comes from names that anybody can give: look at
## each, and where you accept it, remove the "# " of its lines, say who answers for it, and until when.

"""
DAYS = 90
"""Until then a proposed waiver holds."""


INCOMPLETE = 3
"""Exit code when there is no baseline, for the audit did not see everything."""


def configure(parser: Parser) -> None:
    """Declare the arguments."""
    add_sources(parser)
    add_policy(parser)
    add_rules(parser)
    parser.epilog = SOURCES


def run(args: Namespace, console: Console) -> int:
    """Audit once, write both files; neither may be there yet. What is found now is known from then on."""
    from datetime import UTC, datetime, timedelta
    from pathlib import Path

    from inspector.cli.judge import judge
    from inspector.cli.settings import settle
    from inspector.cli.write import write
    from inspector.formats import by_name
    from inspector.policy.baseline import refusal
    from inspector.policy.config import filters
    from inspector.policy.propose import propose

    for name in (CONFIG, BASELINE):
        if Path(name).exists():
            raise ConfigError(name, "is here already; move it away first")
    config = settle(args, console)
    narrowed = filters(args.select, args.ignore, args.state, default_rules=not args.no_default_rules)
    if narrowed:
        also = f" (here or in {config.path})" if config.path else ""
        raise ConfigError("init", f"a first baseline knows all there is; leave out {', '.join(narrowed)}{also}")
    report = judge(args, config, console)
    refused = refusal(report)
    if refused:
        console.tell(f"no baseline: {refused}")
    else:
        write(BASELINE, by_name("json").render(report))
    line = f"# baseline = {BASELINE!r}" if refused else f'baseline = "{BASELINE}"'
    proposals = propose(report, ((args.now or datetime.now(UTC)) + timedelta(DAYS)).date())
    try:
        write(CONFIG, TEMPLATE.format(baseline=line, waivers=PROPOSED + proposals if proposals else EXAMPLE))
    except InspectorError:
        if not refused:
            Path(BASELINE).unlink(missing_ok=True)  # both or none, so that it can be tried again
        raise
    known = "" if refused else f" and {BASELINE} ({len(report['findings'])} findings, known from now on)"
    console.show(f"wrote {CONFIG}{known}")
    return INCOMPLETE if refused else 0
