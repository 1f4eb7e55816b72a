"""Draw the demo and build the site: `python -m scripts.docs`.

The pages in facade/docs/ are written so that their links hold where they lie. Copies of them in
.docs/, with the pictures and what else they link to beside them, become the site in .docs/site/. A
link that leads nowhere ends the build.

The moving picture is the demo, filmed in virtual time: its own operations run on a simulated site,
and its own bars are drawn once a second, so that nothing in it is made up. Each frame is what rich
draws of a terminal; style sheets alone move it, and who would rather have nothing move sees the
last frame. It loads no font and nothing else, and the same demo draws the same bytes.
"""

import io
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from random import Random
from unittest.mock import patch

from atlassian_tasks import Outcome, Task, TaskClient
from atlassian_tasks.cli.demo import _plays, _start
from atlassian_tasks.cli.pictures import Bars, details, table
from atlassian_tasks.schedule import Adaptive
from atlassian_tasks.simulator import Simulator, VirtualClock
from rich.console import Console, RenderableType
from rich.text import Text

from scripts.spec_files import ROOT

PAGES = ROOT / "facade" / "docs"
BUILT = ROOT / ".docs"
PICTURE = ROOT / ".github" / "demo.svg"
_TITLE = "atlassian-tasks demo: five tasks are followed at once, and how each of them ended"
_WIDE = 92  # cells
_BARS = "rich.progress_bar"
_HELD = 6  # seconds for the last frame
_FONT = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace"
_FRAME = '<style>{styles}</style><g class="frame" style="DELAY">{backgrounds}{matrix}</g>'
_FILM = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img">
<title>TITLE</title>
<style>
text {{ font-family: FONT; font-size: {char_height}px }}
.frame {{ visibility: hidden; animation: frame SECONDSs step-end infinite }}
.last {{ visibility: visible; animation-name: last }}
@keyframes frame {{ 0% {{ visibility: visible }} EACH% {{ visibility: hidden }} }}
@keyframes last {{ 0% {{ visibility: visible }} HELD% {{ visibility: hidden }} }}
@media (prefers-reduced-motion) {{ .frame {{ animation: none }} }}
{styles}
</style>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})">
FRAMES
<g class="frame last" style="DELAY">{backgrounds}{matrix}</g>
</g>
</svg>
"""
_BESIDE = {  # what lies elsewhere, and what it is called on the site
    PICTURE: "demo.svg",
    ROOT / ".github/waiting.svg": "waiting.svg",
    ROOT / "CHANGELOG.md": "changes.md",
    ROOT / "SECURITY.md": "security.md",
}
_LINK = re.compile(r"(?<=\]\()[^)#:]+")


def main() -> int:
    """Draw and build; the exit code is zensical's."""
    PICTURE.write_text(picture(), encoding="utf-8")
    shutil.rmtree(BUILT, ignore_errors=True)
    (BUILT / "pages").mkdir(parents=True)
    shutil.copy(PAGES / "zensical.toml", BUILT)
    pages = {path: path.name for path in [*PAGES.glob("*.md"), *PAGES.glob("*.css")]}
    names = pages | _BESIDE
    for path, name in names.items():
        (BUILT / "pages" / name).write_text(_relinked(path, names), encoding="utf-8")
    zensical = str(Path(sys.executable).with_name("zensical"))
    command = [zensical, "build", "--strict", "--config-file", str(BUILT / "zensical.toml")]
    made = subprocess.run(command, check=False)  # noqa: S603
    if made.returncode == 0:
        print(f"open {(BUILT / 'site' / 'index.html').relative_to(ROOT)}")
    return made.returncode


def _relinked(path: Path, names: Mapping[Path, str]) -> str:
    """Read a page or picture, and name what it links to as the site does."""

    def there(link: re.Match[str]) -> str:
        return names.get((path.parent / link[0]).resolve(), link[0])

    return _LINK.sub(there, path.read_text(encoding="utf-8"))


class _Film(VirtualClock):
    """A clock that takes a picture of the terminal in each second that somebody sleeps through.

    There is what was `said`, and `below` it the bars and how it ended.
    """

    def __init__(self) -> None:
        super().__init__()
        self.frames: list[Console] = []
        self.said: list[RenderableType] = [Text("$ atlassian-tasks demo"), Text()]
        self.below: list[RenderableType] = []

    def sleep(self, seconds: float) -> None:
        """Let it pass, a frame at a time."""
        until = self.now() + seconds
        while len(self.frames) <= until:
            self.advance(len(self.frames) - self.now())
            self.take()
        self.advance(until - self.now())

    def take(self) -> None:
        """Record the terminal as it is now."""
        console = Console(
            file=io.StringIO(), record=True, width=_WIDE, color_system="truecolor", highlight=False
        )
        console.print(*self.said, *self.below, sep="\n")
        self.frames.append(console)


def picture() -> str:
    """Film the demo, and return the SVG."""
    *frames, last = _shot()
    seconds = len(frames) + _HELD
    told = {
        "TITLE": _TITLE,
        "FONT": _FONT,
        "SECONDS": str(seconds),
        "EACH": f"{100 / seconds:.3f}",
        "HELD": f"{100 * _HELD / seconds:.3f}",
        "DELAY": f"animation-delay: -{_HELD}s",
        "FRAMES": "\n".join(
            _svg(frame, f"f{second}", _FRAME).replace(
                "DELAY", f"animation-delay: {second - seconds}s"
            )
            for second, frame in enumerate(frames)
        ),
    }
    return re.sub("|".join(told), lambda word: told[word[0]], _svg(last, "last", _FILM))


def _shot() -> list[Console]:
    """Follow the demo's tasks, and return the frames."""
    film = _Film()
    simulator = Simulator(film)
    client = TaskClient(
        simulator.site,
        transport=simulator.transport(),
        clock=film,
        schedule=partial(Adaptive, random=Random(7)),
    )
    ended: dict[str, Task | None] = {}
    with client, patch("time.monotonic", film.now), patch(f"{_BARS}.monotonic", film.now):
        refs = [_start(client, simulator, play, 1.0) for play in _plays(simulator.site)]
        bars = Bars(refs)
        film.below = [bars]
        for step in client.watch_all(refs):
            bars.update(step)
            if isinstance(step, Outcome):
                if not ended:
                    film.said += [
                        Text(f"{step.ref} has ended. Enough of the long one:"),
                        Text(f'    tasks.cancel("{refs[-1]}")', "green"),
                    ]
                    bars.update(client.cancel(refs[-1]))
                ended[str(step.ref)] = step.task
        film.below += _ends([task for ref in refs if (task := ended[str(ref)])])
    film.take()
    return film.frames


def _ends(tasks: Sequence[Task]) -> Iterator[RenderableType]:
    """Draw how they ended, as the demo does."""
    yield Text()
    yield table(tasks)
    for task in tasks:
        if told := [*details(task)]:
            yield Text(str(task.ref), "bold")
            yield from (Text(f"  {text}") for text in told)


def _svg(frame: Console, name: str, form: str) -> str:
    drawn = frame.export_svg(title="", code_format=form, unique_id=name)
    return re.sub(' clip-path="[^"]*"', "", drawn)  # nothing is wider than the terminal


if __name__ == "__main__":
    sys.exit(main())
