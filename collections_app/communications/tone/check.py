"""The whole check of one wording; pure, so that a page, a command and the tests ask the same."""

from collections.abc import Iterator, Sequence
from functools import lru_cache

from collections_app.communications.cases import COMPANY, hard_cases
from collections_app.communications.facts import Facts, facts_for
from collections_app.communications.placeholders import Fault, fault_of, faults_of
from collections_app.communications.rendering import CannotRender, Wording, render
from collections_app.communications.tone.findings import Finding
from collections_app.communications.tone.lengths import findings_of_lengths, findings_of_text
from collections_app.communications.tone.lists import Avoided, Stage, stages, tone_of
from collections_app.communications.tone.parts import findings_of_parts
from collections_app.communications.tone.said import Said
from collections_app.communications.tone.words import findings_of_words
from collections_app.communications.values import CompanyFacts, Given


def check_wording(
    wording: Wording,
    *,
    language: str,
    own: Sequence[Avoided] = (),
    company: CompanyFacts = COMPANY,
) -> list[Finding]:
    """What is wrong with it, the gravest first; `own` are the company's own words to avoid."""
    faults = [*faults_of(wording.subject), *faults_of(wording.body)]
    if faults:
        return list(map(unreadable, faults))
    stage = stages()[wording.key]
    try:
        cases = _cases(wording, language, stage, company)
    except CannotRender as error:
        return [unreadable(fault_of(error))]
    findings = [*_findings(wording, language, stage, cases, own)]
    return sorted(findings, key=lambda finding: not finding.stops)


def check_message(wording: Wording, *, given: Given, own: Sequence[Avoided]) -> list[Finding]:
    """The same of one message, as it is said of the facts that it has."""
    faults = [*faults_of(wording.subject), *faults_of(wording.body)]
    if faults:
        return list(map(unreadable, faults))
    facts = facts_for(given)
    try:
        said = Said("these invoices", given, facts, render(wording, facts), tone_of(facts.language))
    except CannotRender as error:
        return [unreadable(fault_of(error))]
    findings = [*_findings(wording, facts.language, stages()[wording.key], [said], own)]
    return sorted(findings, key=lambda finding: not finding.stops)


def _findings(
    wording: Wording, language: str, stage: Stage, cases: Sequence[Said], own: Sequence[Avoided]
) -> Iterator[Finding]:
    source = f"{wording.subject}\n\n{wording.body}"
    tone, channel = tone_of(language), wording.channel
    yield from findings_of_words(source, stage=stage, channel=channel, tone=tone, own=own)
    yield from findings_of_parts(stage.parts_on(channel), cases)
    yield from findings_of_lengths(cases, channel)
    if channel == "sms":
        _, _, domain = cases[0].given.company.email.partition("@")
        yield from findings_of_text(source, cases, domain)


def _cases(wording: Wording, language: str, stage: Stage, company: CompanyFacts) -> list[Said]:
    tone = tone_of(language)
    return [
        Said(name, given, facts, render(wording, facts), tone)
        for name, given, facts in _facts(wording.channel, language, stage.lines, company)
    ]


@lru_cache(maxsize=64)
def _facts(
    channel: str, language: str, lines: str, company: CompanyFacts
) -> list[tuple[str, Given, Facts]]:
    """The same for every draft of a wording: an editor asks at each pause."""
    cases = hard_cases(channel=channel, language=language, lines=lines, company=company)
    return [(name, given, facts_for(given)) for name, given in cases.items()]


def unreadable(fault: Fault) -> Finding:
    """A name or a sign that keeps the wording from being said."""
    line = f"Line {fault.line}: " if fault.line else ""
    return Finding("placeholders", line + fault.says, fault.suggestion)
