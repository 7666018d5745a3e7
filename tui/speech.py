"""What a model says, held back until each sentence has passed the gate."""

from dataclasses import dataclass

from tui.claims import SENTENCE, Gate
from tui.talkers import Write


@dataclass
class Speech:
    """All that is said in one answer."""

    gate: Gate
    write: Write
    whole: str = ""
    rest: str = ""

    async def begin(self, part: str) -> None:
        """A new passage, apart from the one before."""
        if self.whole:
            await self._show("\n\n")
        await self.go_on(part)

    async def go_on(self, part: str) -> None:
        """More of it; nothing is shown before its sentence is whole."""
        done, self.rest = _whole_sentences(self.rest + part)
        await self._show(self.gate.passed(done))

    async def end(self) -> None:
        """The last sentence is whole, full stop or not."""
        rest, self.rest = self.rest, ""
        await self._show(self.gate.passed(rest))

    async def _show(self, passed: str) -> None:
        self.whole += passed
        if passed:
            await self.write(passed)


def _whole_sentences(text: str) -> tuple[str, str]:
    """What is complete, and what is still being written: nothing is shown before it is checked."""
    ends = [match.end() for match in SENTENCE.finditer(text) if match.end() < len(text)]
    cut = ends[-1] if ends else 0
    return text[:cut], text[cut:]
