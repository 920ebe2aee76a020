"""Articles as their writers have them."""

MARKDOWN = """\
# Two jobs, and credit for neither

*A week fills with management. Find the calls that stay open.*

It is Tuesday, and you have kept nine things moving. See [the other piece](/career/two-jobs/) and
[the study](https://research.org/study), not [this](http://localhost:8000/x) or [that](/nowhere/).

> My boss tells me to use my judgement.
> — A programme director

> It comes back to be discussed.

## Three patterns that hold people

They feed each other.

### The boss defers

Neither a yes nor a no.

### The team waits

They ask first.

## Management versus leadership

### Management

The work gets done.

### Leadership

The call gets made.

## Concept: Decision Debt

A postponed decision compounds.

| Hours spent on | In the log |
|---|---|
| Management | 31 |
| Leadership | 8 |

![A grid of forty hours](grid.png)

#### Small heading

<script>alert(1)</script>

Some <b onclick="x()">bold</b> words and a [bad link](javascript:alert(1)).

## Next steps

1. Name one decision you carry.
2. Take it, **this week**.
"""
HTML = """\
<!doctype html>
<html><head><title>Two jobs | Site</title><style>p { color: red }</style></head>
<body><div><h1>Two jobs</h1>
<p class="subtitle">A week fills with status.</p>
<div><p>By six you have kept nine things moving.</p>loose words
<ul><li>One<ul><li>Deep</li></ul></li></ul></div>
<blockquote><p>It comes back.</p><footer>A director</footer></blockquote>
<h2>What to do next</h2>
<ol><li><p>Name one.</p><p>In writing.</p></li><li>Take it.</li></ol>
</div></body></html>
"""
TEXT = """\
Two jobs

A week fills with status. Somebody has to decide.

It is Tuesday. If a < b and *this* stays as typed, <so does this>.

What to do next

1. Name one decision.
2. Take it.
"""
