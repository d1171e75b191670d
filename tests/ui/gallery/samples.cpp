#include "tests/ui/gallery/samples.h"

#include "ui/widgets/attachment.h"

namespace gallery {

namespace {

const char* const kAnswer =
    R"(Certainly. A **binary search** halves the range until it finds the value, so it needs at most *log₂ n* steps.

### How it works

1. Look at the element in the middle.
2. If it is the one you want, you are done.
   - Smaller? Go on in the left half.
   - Larger? Go on in the right half.
3. Repeat while the range is not empty.

```python
def binary_search(values, target):
    """Return the index of target, or -1."""
    low, high = 0, len(values) - 1
    while low <= high:
        middle = (low + high) // 2  # never overflows here
        if values[middle] == target:
            return middle
        if values[middle] < target:
            low = middle + 1
        else:
            high = middle - 1
    return -1
```

| Method | Steps for 1,000,000 | Needs order |
|:-------|--------------------:|:-----------:|
| Linear search | 1,000,000 | no |
| Binary search | 20 | yes |

> The list has to be sorted first; `sorted(values)` does that.

More in [the article](https://en.wikipedia.org/wiki/Binary_search).)";

const char* const kSecondAnswer =
    R"(Binary search finds a value in a **sorted** list by looking at the middle and throwing away the half that cannot hold it.

```python
from bisect import bisect_left

def binary_search(values, target):
    i = bisect_left(values, target)
    return i if values[i:i + 1] == [target] else -1
```

The standard library does the work.)";

const char* const kFormulas =
    R"(<think>The sum of the first n numbers. Gauss paired the first with the last, so there are n/2 pairs.</think>
The sum of the first $n$ numbers is \(\sum_{i=1}^{n} i = \frac{n(n+1)}{2}\), so for $n = 100$ it is **5050**.

\[ e^{i\pi} + 1 = 0, \quad x_1 = \sqrt{2}, \quad \frac{1}{2} \leq \alpha \]

```sh
find . -name '*.log' -newermt '2026-01-01' -not -path './archive/*' -print0 | xargs -0 grep -l 'ERROR' | sort | uniq -c
```

| Mon | Tue | Wed | Thu | Fri | Sat | Sun | Mon | Tue | Wed |
|---|---|---|---|---|---|---|---|---|---|
| porridge | bread | eggs | fruit | bread | pancakes | brunch | porridge | bread | eggs |)";

const char* const kMarks =
    R"(Press <kbd>Ctrl</kbd>+<kbd>K</kbd> in [the editor][docs]; <mark>H<sub>2</sub>O</mark> has x<sup>2</sup> <u>uses</u>[^why] <!-- not shown --> and more at www.example.org.[^2][^why]

> [!NOTE]
> Useful for those who *skim*.

> [!TIP]
> - Shorter commands are better.

> [!IMPORTANT]
> Needed to succeed.

> [!WARNING]
> Look at this at once.

> [!CAUTION]
> What may go wrong, see [docs].

1. A step with a quote:

   > The quote stands in the item,
   > - with a list.

   The item goes on.
2. The next step.

> A quote alone, for comparison.

[docs]: https://example.org/docs "The documentation"
[^why]: A note with a name.
[^2]: A note with a number.
)";

app::ConversationSummary summary(app::ConversationId id, const QString& title, int daysAgo)
{
    app::ConversationSummary summary;
    summary.id = id;
    summary.title = title;
    summary.updatedAt = QDateTime::currentDateTimeUtc().addDays(-daysAgo);
    return summary;
}

} // namespace

app::Message message(app::MessageId id, core::Role role, const QString& text)
{
    app::Message m;
    m.id = id;
    m.role = role;
    m.text = text;
    m.createdAt = QDateTime::currentDateTimeUtc();
    return m;
}

QList<app::Message> conversation()
{
    QList<app::Message> path;
    path << message(1, core::Role::User, QStringLiteral("Hi! What can you do?"));
    path << message(2,
                    core::Role::Assistant,
                    QStringLiteral("I can explain things, draft texts, and help with code. "
                                   "Everything runs on your own computer."));
    path.back().stats = {12, 0, 24, 80, 640};
    path << message(
        3, core::Role::User, QStringLiteral("Explain binary search, with code in Python."));
    path << message(4, core::Role::Assistant, QString::fromUtf8(kAnswer));
    path.back().stats = {48, 36, 312, 120, 8210};
    path.back().siblingCount = 3;
    path.back().siblingIndex = 1;
    return path;
}

QList<app::Message> conversationWithFormulas()
{
    QList<app::Message> path;
    path << message(10,
                    core::Role::User,
                    ui::messageWith(QStringLiteral("What did Gauss find? See my notes."),
                                    {{QStringLiteral("notes.md"), QStringLiteral("1+2+3"), 5}}));
    path << message(11, core::Role::Assistant, QString::fromUtf8(kFormulas));
    path.back().stats = {.promptTokens = 64, .completionTokens = 220, .decodeMs = 5200};
    path.back().siblingIndex = 1;
    path.back().siblingCount = 3;
    return path;
}

QList<app::Message> conversationWithMarks()
{
    return {message(20, core::Role::User, QStringLiteral("Show me what you can mark.")),
            message(21, core::Role::Assistant, QString::fromUtf8(kMarks))};
}

app::Message secondAnswer()
{
    app::Message second = message(5, core::Role::Assistant, QString::fromUtf8(kSecondAnswer));
    second.parent = 3;
    second.model = QStringLiteral("gemma-3-270m-it-Q8_0");
    second.siblingIndex = 1;
    second.siblingCount = 2;
    second.stats = {48, 36, 96, 120, 4100};
    return second;
}

QList<app::ConversationSummary> summaries()
{
    QList<app::ConversationSummary> list = {
        summary(9, QStringLiteral("Binary search in Python"), 0),
        summary(8,
                QStringLiteral("Dinner for eight, one of them vegetarian and one allergic to nuts"),
                0),
        summary(7, QStringLiteral("A letter to the landlord"), 1),
        summary(6, QStringLiteral("Names for a sourdough starter"), 3),
        summary(5, QStringLiteral("Why is the sky blue?"), 5),
        summary(4, QStringLiteral("Packing list for the mountains"), 20),
        summary(3, QStringLiteral("SQL: join three tables"), 60)};
    list[6].pinned = true;
    list[5].folder = QStringLiteral("Travel");
    list[2].tags = QStringList{QStringLiteral("home")};
    list[4].archived = true;
    return list;
}

QList<app::PlacedToken> tokensOf(const QString& text)
{
    QList<app::PlacedToken> tokens;
    qsizetype start = 0;
    for (qsizetype i = 1; i <= text.size(); ++i) {
        const bool begins = i == text.size() || (text[i].isSpace() && !text[i - 1].isSpace());
        if (!begins)
            continue;
        app::PlacedToken token;
        token.range = {start, i - start};
        const float probability = float((tokens.size() * 37 + 11) % 100) / 100;
        token.odds.chosen = {text.mid(start, i - start).toUtf8(),
                             tokens.size() % 3 == 0 ? 0.97F : probability};
        const float rest = 1 - token.odds.chosen.probability;
        token.odds.others = {{" seeks", rest * 0.5F}, {" looks", rest * 0.2F}, {"\n", rest * 0.1F}};
        tokens << token;
        start = i;
    }
    return tokens;
}

} // namespace gallery
