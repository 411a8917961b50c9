"""The scenarios. Each returns lines of Markdown, and figures by name (from `figures.ALL`, or its own)."""

import against
import growing
import shapes

ALL = {
    scenario.__name__: scenario for scenario in (
        against.month, against.few, against.many,
        growing.large, growing.again, growing.edits, growing.day, growing.daily, growing.unrated, growing.bad,
        growing.crowd, growing.closing,
        shapes.formats, shapes.shapes, shapes.simulate, shapes.paylink)
}
