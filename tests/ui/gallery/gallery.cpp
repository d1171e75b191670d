// Pictures of the window in its states, for looking at:  ui_gallery FOLDER
// Writes light-*.png and dark-*.png. Runs on any platform plugin, also offscreen.
#include "app/chats/chat_store.h"
#include "app/conversation/chat_controller.h"
#include "app/settings/settings.h"
#include "app/spelling/spell_checker.h"
#include "tests/support/fake_inference.h"
#include "tests/support/fake_voice.h"
#include "tests/support/test_paths.h"
#include "ui/chat/attachment.h"
#include "ui/chat/chat_page.h"
#include "ui/chat/chat_view.h"
#include "ui/chat/composer.h"
#include "ui/chat/instructions_dialog.h"
#include "ui/chat/message_item.h"
#include "ui/chat/prompt_picker.h"
#include "ui/chat/read_aloud.h"
#include "ui/chat/token_card.h"
#include "ui/settings/settings_dialog.h"
#include "ui/sidebar/search_dialog.h"
#include "ui/sidebar/sidebar.h"
#include "ui/theme/language.h"
#include "ui/theme/theme.h"
#include "ui/window/main_window.h"

#include <QApplication>
#include <QContextMenuEvent>
#include <QDir>
#include <QLineEdit>
#include <QMenu>
#include <QTemporaryDir>
#include <QTest>
#include <QTextEdit>
#include <QToolButton>

#include <cstdio>

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

app::ConversationSummary summary(app::ConversationId id, const QString& title, int daysAgo)
{
    app::ConversationSummary summary;
    summary.id = id;
    summary.title = title;
    summary.updatedAt = QDateTime::currentDateTimeUtc().addDays(-daysAgo);
    return summary;
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

// Tokens such as a model might have been more or less certain of.
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

void save(QWidget& widget, const QString& path)
{
    QTest::qWait(150); // pending layouts and fonts
    if (!widget.grab().save(path))
        std::fprintf(stderr, "could not write %s\n", qPrintable(path));
}

// Two answers to one message, at their end and while both are written; in a narrow window too.
void drawComparison(ui::MainWindow& window, app::ChatController& controller, const QString& prefix)
{
    QList<app::Message> path = conversation();
    app::Message& first = path.back();
    first.parent = 3;
    first.model = QStringLiteral("SmolLM2-135M-Instruct.Q4_1");
    first.siblingIndex = 0;
    first.siblingCount = 2;
    app::Message second = message(
        5,
        core::Role::Assistant,
        QStringLiteral(
            "Binary search finds a value in a **sorted** list by looking at the middle and "
            "throwing "
            "away the half that cannot hold it.\n\n```python\nfrom bisect import bisect_left\n\n\n"
            "def binary_search(values, target):\n    i = bisect_left(values, target)\n    return i "
            "if values[i:i + 1] == [target] else -1\n```\n\nThe standard library does the work."));
    second.parent = 3;
    second.model = QStringLiteral("gemma-3-270m-it-Q8_0");
    second.siblingIndex = 1;
    second.siblingCount = 2;
    second.stats = {48, 36, 96, 120, 4100};
    emit controller.conversationOpened(9, path);
    emit controller.comparisonOpened(second);
    window.chatPage().view().revealMessage(3);
    save(window, prefix + QStringLiteral("comparison.png"));
    first.text = first.text.left(200);
    first.state = app::MessageState::Streaming;
    second.text.clear();
    second.state = app::MessageState::Streaming;
    emit controller.conversationOpened(9, path);
    emit controller.comparisonOpened(second);
    emit controller.busyChanged(true);
    emit controller.prefillProgress(5, 20, 48);
    save(window, prefix + QStringLiteral("comparison-streaming.png"));
    first.state = app::MessageState::Complete;
    second.state = app::MessageState::Failed;
    second.error = QStringLiteral("This model is not loaded any more; open it again.");
    window.resize(560, 780);
    emit controller.busyChanged(false);
    emit controller.conversationOpened(9, path);
    emit controller.comparisonOpened(second);
    save(window, prefix + QStringLiteral("comparison-narrow.png"));
    window.resize(1180, 780);
}

void openSpellingMenu(ui::MainWindow& window, const QString& path)
{
    auto* edit = window.findChild<QTextEdit*>(QStringLiteral("composerText"));
    QTextCursor cursor = edit->textCursor();
    cursor.setPosition(int(edit->toPlainText().indexOf(QStringLiteral("qiuck"))));
    edit->setTextCursor(cursor);
    QContextMenuEvent event(QContextMenuEvent::Keyboard, QPoint(), QPoint());
    QCoreApplication::sendEvent(edit, &event);
    QTest::qWait(150);
    if (auto* menu = edit->findChild<QMenu*>(QStringLiteral("spellingMenu"))) {
        save(*menu, path);
        menu->close();
    }
}

void drawAll(ui::ThemeMode mode, const QString& prefix)
{
    QTemporaryDir folder;
    app::Settings settings(folder.filePath(QStringLiteral("settings.ini")));
    app::ChatStore store(QStringLiteral(":memory:"));
    tests::FakeInference inference;
    core::ModelInfo info = inference.modelInfo();
    info.name = "SmolLM2 135M Instruct";
    inference.setModelInfo(info);
    app::ChatController controller(store, inference, settings);
    ui::Theme theme;
    theme.apply(mode, 1);
    tests::FakeVoice voice;
    ui::ReadAloud reader(voice);
    reader.lookForVoice();
    app::SpellChecker spelling({QString::fromStdString(tests::dataPath("spelling").string())}, {});
    ui::MainWindow window(theme, controller, inference, settings);
    window.chatPage().setReadAloud(reader);
    window.chatPage().setSpelling(spelling);
    window.resize(1180, 780);
    window.show();
    controller.start();
    QTest::qWait(100);
    auto* sidebar = window.findChild<ui::Sidebar*>();
    sidebar->setConversations(summaries());
    save(window, prefix + QStringLiteral("empty.png"));
    core::ModelInfo base = info;
    base.hasChatTemplate = false;
    inference.setModelInfo(base);
    inference.setModelState(app::ModelState::Ready);
    save(window, prefix + QStringLiteral("no-template.png"));
    inference.setModelInfo(info);
    controller.newTemporaryConversation();
    QTest::qWait(100);
    save(window, prefix + QStringLiteral("temporary.png"));
    controller.newConversation();
    QTest::qWait(100);

    inference.setModelState(app::ModelState::Loading);
    window.showModelLoading(QStringLiteral("/models/SmolLM2-135M-Instruct.Q4_1.gguf"));
    save(window, prefix + QStringLiteral("loading.png"));
    inference.setModelState(
        app::ModelState::Failed,
        QStringLiteral("notes.gguf: expected the bytes \"GGUF\" at the start, found \"PK\". It is "
                       "not a model; choose another file."));
    save(window, prefix + QStringLiteral("no-model.png"));
    inference.setModelState(app::ModelState::Ready);
    window.showError({});

    sidebar->setCurrent(9);
    QList<app::Message> path = conversation();
    emit controller.conversationOpened(9, path);
    save(window, prefix + QStringLiteral("conversation.png"));
    reader.toggle(path[1]);
    window.resize(1180, 1500);
    save(window, prefix + QStringLiteral("conversation-tall.png"));
    reader.stop();
    window.resize(1180, 780);

    drawComparison(window, controller, prefix);
    emit controller.conversationOpened(9, path);

    window.chatPage().setLooking(true);
    emit controller.oddsRead(4, tokensOf(path.back().text));
    emit controller.oddsRead(2, {});
    save(window, prefix + QStringLiteral("look-inside.png"));
    window.chatPage().view().stepUncertain(1);
    if (auto* card = window.findChild<ui::TokenCard*>()) {
        save(*card, prefix + QStringLiteral("look-inside-card.png"));
        card->close();
    }
    window.chatPage().setLooking(false);

    path << message(
        5, core::Role::User, QStringLiteral("And in two sentences?\nFor a child, please."));
    path << message(6,
                    core::Role::Assistant,
                    QStringLiteral("Imagine a thick dictionary: you open it in the middle and see "
                                   "whether your word comes"));
    path.back().state = app::MessageState::Streaming;
    emit controller.conversationOpened(9, path);
    emit controller.busyChanged(true);
    save(window, prefix + QStringLiteral("streaming.png"));
    path.back().text.clear();
    emit controller.conversationOpened(9, path);
    emit controller.busyChanged(true);
    emit controller.prefillProgress(6, 312, 1024);
    window.chatPage().composer().setText(QStringLiteral(
        "A message that is being written\nover several lines while the answer\nis on its way."));
    save(window, prefix + QStringLiteral("prefill.png"));
    emit controller.busyChanged(false);
    path.back().text = QStringLiteral("Imagine a thick dictionary");
    path.back().state = app::MessageState::Length;
    path.back().settings = QStringLiteral(R"({"maxTokens":1024})");
    path.back().stats = {.promptTokens = 64, .completionTokens = 1024, .decodeMs = 16000};
    emit controller.conversationOpened(9, path);
    emit controller.answeringChanged({7});
    save(window, prefix + QStringLiteral("limit.png"));
    path.back().state = app::MessageState::Stopped;
    emit controller.conversationOpened(9, path);
    window.showError(
        QStringLiteral("The conversation is longer than the model's memory of 2,048 tokens; start "
                       "a new one or choose a larger context in the settings."));
    window.resize(620, 700);
    window.findChild<QWidget*>(QStringLiteral("sidebar"))->hide();
    save(window, prefix + QStringLiteral("narrow-error.png"));

    window.findChild<QWidget*>(QStringLiteral("sidebar"))->show();
    window.resize(1180, 780);
    window.showError({});
    QList<app::Message> formulas;
    formulas << message(
        10,
        core::Role::User,
        ui::messageWith(QStringLiteral("What did Gauss find? See my notes."),
                        {{QStringLiteral("notes.md"), QStringLiteral("1+2+3"), 5}}));
    formulas << message(11, core::Role::Assistant, QString::fromUtf8(kFormulas));
    formulas.back().stats = {.promptTokens = 64, .completionTokens = 220, .decodeMs = 5200};
    formulas.back().siblingIndex = 1;
    formulas.back().siblingCount = 3;
    emit controller.conversationOpened(9, formulas);
    QTest::qWait(100);
    window.findChild<QToolButton*>(QStringLiteral("thoughtButton"))->click();
    save(window, prefix + QStringLiteral("formulas.png"));
    window.chatPage().composer().addAttachment(
        {QStringLiteral("measurements-2026.csv"), QStringLiteral("a,b"), 1204});
    window.chatPage().composer().addAttachment(
        {QStringLiteral("main.cpp"), QStringLiteral("int"), 312});
    window.chatPage().composer().setText(QStringLiteral("/"));
    save(window, prefix + QStringLiteral("attachments-prompts.png"));
    window.chatPage().composer().setText({});
    window.chatPage().openFind();
    QTest::keyClicks(window.findChild<QLineEdit*>(QStringLiteral("findEdit")),
                     QStringLiteral("the"));
    save(window, prefix + QStringLiteral("find.png"));
    for (ui::MessageItem* item : window.findChildren<ui::MessageItem*>()) {
        if (item->id() == 10)
            item->startEditing();
    }
    save(window, prefix + QStringLiteral("edit.png"));

    spelling.choose({}, {QStringLiteral("en_US")});
    window.chatPage().composer().setText(
        QStringLiteral("Hello frend! The qiuck rivers, `whre` it with the wrold. "));
    save(window, prefix + QStringLiteral("spelling.png"));
    openSpellingMenu(window, prefix + QStringLiteral("spelling-menu.png"));
    spelling.choose(QLatin1String(app::kNoSpelling), {});

    ui::SearchDialog search(theme, summaries());
    search.show();
    QTest::keyClicks(search.findChild<QLineEdit*>(QStringLiteral("searchEdit")),
                     QStringLiteral("search"));
    app::SearchHit title;
    title.conversation = 9;
    title.title = title.snippet = QStringLiteral("Binary search in Python");
    title.marks = {{7, 6}};
    app::SearchHit words = title;
    words.message = 2;
    words.snippet = QStringLiteral("… a binary search halves the range until it finds the value …");
    words.marks = {{11, 6}};
    search.showHits(QStringLiteral("search"), {title, words});
    save(search, prefix + QStringLiteral("search.png"));
    ui::InstructionsDialog instructions({}, {});
    instructions.show();
    save(instructions, prefix + QStringLiteral("instructions.png"));

    ui::SettingsDialog dialog(theme, settings, controller, ui::starterPrompts());
    dialog.setEndpointState(QStringLiteral("http://127.0.0.1:11439/v1"), {});
    dialog.show();
    for (int page = 0; page < 6; ++page) {
        dialog.showPage(page);
        save(dialog, prefix + QStringLiteral("settings-%1.png").arg(page));
    }
    window.openAbout();
    save(*window.findChild<QWidget*>(QStringLiteral("aboutDialog")),
         prefix + QStringLiteral("about.png"));
    window.openShortcuts();
    save(*window.findChild<QWidget*>(QStringLiteral("shortcutsDialog")),
         prefix + QStringLiteral("shortcuts.png"));
}

} // namespace

int main(int argc, char** argv)
{
    QApplication application(argc, argv);
    if (argc != 2 || !QDir().mkpath(QString::fromLocal8Bit(argv[1]))) {
        std::fputs("usage: ui_gallery FOLDER\n", stderr);
        return 2;
    }
    const QDir folder(QString::fromLocal8Bit(argv[1]));
    for (const ui::Language& language : ui::languages()) {
        ui::useLanguage(language.code);
        const QString prefix = folder.filePath(language.code + u'-');
        drawAll(ui::ThemeMode::Light, prefix + QStringLiteral("light-"));
        drawAll(ui::ThemeMode::Dark, prefix + QStringLiteral("dark-"));
    }
    return 0;
}
