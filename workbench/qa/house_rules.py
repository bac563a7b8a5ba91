"""A house's own rules as an editor keeps them in a TOML file; whatever is wrong in it, with its line.

What they find in a segment is the check's part (``house``).
"""

from __future__ import annotations

import difflib
import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from workbench.errors import ConfigError, Location
from workbench.model import Severity

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["HouseRule", "compiled_rule", "read_rules"]

_HEAD = re.compile(r"^\s*\[\[\s*rule\s*\]\]")
_REFERENCE = re.compile(r"\\(?:(\d+)|g<([^>]*)>)")
_KEYS = ("find", "replace", "message", "severity", "case", "safe")
_SEVERITIES = {severity.label: severity for severity in Severity}


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseRule:
    """One rule as read; its expression is known to compile."""

    find: str
    where: str
    """``file:line`` of the rule."""
    message: str
    replace: str | None = None
    """What the found text becomes; ``\\1`` and ``\\g<name>`` stand for groups."""
    severity: Severity = Severity.COSMETIC
    sensitive: bool = True
    safe: bool = True
    """Whether ``check --fix`` may make the replacement."""


def read_rules(path: Path) -> tuple[HouseRule, ...]:
    """Return the rules of a file, in its order.

    Raises:
        ConfigError: the file cannot be read, is no TOML, or a rule in it cannot be used.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
        table = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"\(at line (\d+), column (\d+)\)", str(error))
        line, column = (int(place[1]), int(place[2])) if place else (0, 0)
        message = re.sub(r"\s*\(at .*\)$", "", str(error))
        raise ConfigError(message, where=Location(str(path), line, column)) from error
    except UnicodeDecodeError as error:
        raise ConfigError("is not UTF-8", where=str(path), hint="save it as UTF-8") from error
    except OSError as error:
        raise ConfigError(
            (error.strerror or "cannot be read").lower(),
            where=str(path),
            hint="name a file of rules with the setting `house_style`",
        ) from error
    lines = text.splitlines()
    heads = [number for number, line in enumerate(lines, start=1) if _HEAD.match(line)]
    for key in table:
        if key != "rule":
            raise ConfigError(
                f'unknown key "{key}"',
                where=Location(str(path), _line_of(lines, key, 1)),
                hint="each rule begins with [[rule]]",
            )
    raw = table.get("rule", [])
    if not isinstance(raw, list) or not all(isinstance(one, dict) for one in raw):
        raise ConfigError(
            '"rule" is no list of tables', where=str(path), hint="each rule begins with [[rule]]"
        )
    return tuple(
        _rule(one, path=str(path), lines=lines, head=heads[at] if at < len(heads) else 1)
        for at, one in enumerate(raw)
    )


def _line_of(lines: list[str], key: str, head: int) -> int:
    """Return the line of a key at or after ``head``, before the next rule; else ``head``."""
    for number in range(head, len(lines) + 1):
        line = lines[number - 1]
        if number > head and _HEAD.match(line):
            break
        if re.match(rf"\s*[\"']?{re.escape(key)}[\"']?\s*[.=]", line):
            return number
    return head


def _rule(raw: dict[str, Any], *, path: str, lines: list[str], head: int) -> HouseRule:
    def wrong(message: str, key: str, hint: str | None = None) -> ConfigError:
        return ConfigError(message, where=Location(path, _line_of(lines, key, head)), hint=hint)

    for key in raw:
        if key not in _KEYS:
            near = difflib.get_close_matches(key, _KEYS, n=1)
            hint = f'did you mean "{near[0]}"?' if near else f"known keys: {', '.join(_KEYS)}"
            raise wrong(f'unknown key "{key}"', key, hint)
    for key in ("find", "replace", "message", "severity", "case"):
        if key in raw and not isinstance(raw[key], str):
            raise wrong(f"{key}: {raw[key]!r} is not text", key, "put it in quotes")
    if not raw.get("find"):
        raise wrong("a rule has no find", "find", "say what it looks for, as a regular expression")
    severity = raw.get("severity", Severity.COSMETIC.label)
    if severity not in _SEVERITIES:
        raise wrong(
            f'severity: unknown value "{severity}"',
            "severity",
            f"use one of {', '.join(_SEVERITIES)}",
        )
    case = raw.get("case", "sensitive")
    if case not in {"sensitive", "insensitive"}:
        raise wrong(f'case: unknown value "{case}"', "case", "use sensitive or insensitive")
    safe = raw.get("safe", True)
    if not isinstance(safe, bool):
        raise wrong(f"safe: {safe!r} is neither true nor false", "safe")
    compiled = _checked(raw["find"], sensitive=case == "sensitive", wrong=wrong)
    replace = raw.get("replace")
    for match in _REFERENCE.finditer(replace or ""):
        number, name = match.groups()
        unknown = (
            int(number) > compiled.groups
            if number is not None
            else name not in compiled.groupindex
            and not (name.isdigit() and int(name) <= compiled.groups)
        )
        if unknown:
            raise wrong(
                f"replace: {match.group()} is no group of find",
                "replace",
                f"it has {compiled.groups}; put what is to be kept in brackets there",
            )
    message = raw.get("message") or (
        "the house writes it otherwise" if replace is None else f"the house writes “{replace}”"
    )
    return HouseRule(
        find=raw["find"],
        where=f"{path}:{head}",
        message=message,
        replace=replace,
        severity=_SEVERITIES[severity],
        sensitive=case == "sensitive",
        safe=safe,
    )


def _checked(find: str, *, sensitive: bool, wrong: Any) -> Any:  # noqa: ANN401 - regex has no types
    import regex  # type: ignore[import-untyped]  # 30 ms, only where a house has rules

    try:
        compiled = compiled_rule(find, sensitive=sensitive)
    except (regex.error, OverflowError, RecursionError, ValueError) as error:
        raise wrong(f"find: {error}", "find", "write it as a regular expression") from error
    if compiled.fullmatch(""):
        raise wrong("find: matches where nothing stands", "find", "let it ask for a character")
    return compiled


@lru_cache(maxsize=1_000)
def compiled_rule(find: str, *, sensitive: bool) -> Any:  # noqa: ANN401 - regex has no types
    """Return the expression of a rule, compiled once."""
    import regex  # 30 ms, only where a house has rules

    return regex.compile(find, 0 if sensitive else regex.IGNORECASE)
