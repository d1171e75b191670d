// Pictures of the windows in their states, for looking at:  ui_gallery FOLDER
// Writes LANGUAGE-light-*.png and LANGUAGE-dark-*.png. Runs on any platform plugin, also offscreen;
// QT_SCALE_FACTOR=2 makes them for displays of high density.
#include "app/conversation/answer_settings.h"
#include "app/settings/settings.h"
#include "app/spelling/spell_checker.h"
#include "tests/support/chat_desk.h"
#include "tests/support/fake_voice.h"
#include "tests/support/test_paths.h"
#include "tests/support/tiny_llama.h"
#include "tests/ui/gallery/samples.h"
#include "ui/chat/attachment_chips.h"
#include "ui/chat/chat_page.h"
#include "ui/chat/chat_view.h"
#include "ui/chat/composer.h"
#include "ui/chat/instructions_dialog.h"
#include "ui/chat/message_item.h"
#include "ui/chat/model_change_strip.h"
#include "ui/chat/prompt_picker.h"
#include "ui/chat/read_aloud.h"
#include "ui/chat/token_card.h"
#include "ui/models/models_dialog.h"
#include "ui/settings/settings_dialog.h"
#include "ui/sidebar/conversation_list.h"
#include "ui/sidebar/conversation_model.h"
#include "ui/sidebar/search_dialog.h"
#include "ui/sidebar/sidebar.h"
#include "ui/theme/language.h"
#include "ui/widgets/attachment.h"
#include "ui/widgets/link_confirmation.h"
#include "ui/widgets/toast.h"
#include "ui/window/log_dialog.h"
#include "ui/window/main_window.h"

#include <QApplication>
#include <QContextMenuEvent>
#include <QDir>
#include <QLineEdit>
#include <QListWidget>
#include <QMenu>
#include <QMessageBox>
#include <QPainter>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QTextEdit>
#include <QToolButton>

#include <cstdio>

namespace gallery {

namespace {

constexpr QSize kUsual{1180, 780};
constexpr QSize kNarrow{384, 640};
const QString kGemma = QStringLiteral("/models/gemma-3-270m-it-Q8_0.gguf");

class Gallery
{
public:
    Gallery(ui::ThemeMode mode, const QString& prefix);

    void drawStart();
    void drawModels();
    void drawModelsWindow();
    void drawConversation();
    void drawSidebarMenu();
    void drawSelection();
    void drawComparison();
    void drawLookInside();
    void drawAnswering();
    void drawFormulas();
    void drawSentFiles();
    void drawSpelling();
    void drawContext();
    void drawOtherWindows();
    void drawDialogs();
    void drawSettings();

private:
    // Pending layouts and fonts come first. above: what floats over the widget.
    void save(QWidget& widget, const QString& name, const QList<QWidget*>& above = {});
    void open(const QList<app::Message>& path)
    {
        emit m_desk.controller.conversationOpened(9, path);
    }
    ui::ChatPage& page() { return m_window.chatPage(); }

    QTemporaryDir m_folder;
    QString m_prefix;
    tests::ChatDesk m_desk;
    tests::FakeVoice m_voice;
    ui::ReadAloud m_reader;
    app::SpellChecker m_spelling;
    ui::MainWindow m_window;
};

Gallery::Gallery(ui::ThemeMode mode, const QString& prefix)
    : m_prefix(prefix)
    , m_desk(m_folder)
    , m_reader(m_voice)
    , m_spelling({QString::fromStdString(tests::dataPath("spelling").string())}, {})
    , m_window(m_desk.theme, m_desk.controller, m_desk.inference, m_desk.settings)
{
    core::ModelInfo info = m_desk.inference.modelInfo();
    info.name = "SmolLM2 135M Instruct";
    m_desk.inference.setModelInfo(info);
    m_desk.inference.setModelState(app::ModelState::Ready);
    m_desk.theme.apply(mode, 1);
    m_reader.lookForVoice();
    page().setReadAloud(m_reader);
    page().setSpelling(m_spelling);
    m_window.setKnownModels(
        {{QStringLiteral("SmolLM2-135M-Instruct.Q4_1"),
          QString::fromStdString(info.path),
          QStringLiteral("98 MB")},
         {QStringLiteral("gemma-3-270m-it-Q8_0"), kGemma, QStringLiteral("292 MB")}});
    m_window.resize(kUsual);
    m_window.show();
    QSignalSpy listed(&m_desk.controller, &app::ChatController::conversationsChanged);
    m_desk.controller.start();
    listed.wait();
    m_window.findChild<ui::Sidebar*>()->setConversations(summaries());
}

void Gallery::save(QWidget& widget, const QString& name, const QList<QWidget*>& above)
{
    QTest::qWait(150);
    QPixmap picture = widget.grab();
    QPainter painter(&picture);
    for (QWidget* each : above)
        painter.drawPixmap(widget.mapFromGlobal(each->mapToGlobal(QPoint())), each->grab());
    painter.end();
    if (const QString path = m_prefix + name + QStringLiteral(".png"); !picture.save(path))
        std::fprintf(stderr, "could not write %s\n", qPrintable(path));
}

void Gallery::drawStart()
{
    save(m_window, QStringLiteral("empty"));
    const core::ModelInfo info = m_desk.inference.modelInfo();
    core::ModelInfo base = info;
    base.hasChatTemplate = false;
    m_desk.inference.setModelInfo(base);
    m_desk.inference.setModelState(app::ModelState::Ready);
    save(m_window, QStringLiteral("no-template"));
    m_desk.inference.setModelInfo(info);
    m_desk.inference.setModelState(app::ModelState::Ready);
    m_desk.controller.newTemporaryConversation();
    QTest::qWait(100);
    save(m_window, QStringLiteral("temporary"));
    m_desk.controller.newConversation();
    QTest::qWait(100);
}

void Gallery::drawModels()
{
    app::Inference& inference = m_desk.inference;
    auto* button = m_window.findChild<QToolButton*>(QStringLiteral("modelButton"));
    m_desk.inference.setModelState(app::ModelState::Ready);
    QTest::qWait(50);
    QMenu* menu = button->menu();
    menu->popup(button->mapToGlobal(QPoint(0, button->height())));
    auto* others = menu->findChild<QMenu*>(QStringLiteral("compareModelsMenu"));
    others->popup(
        menu->mapToGlobal(QPoint(menu->width(), menu->actionGeometry(others->menuAction()).top())));
    save(m_window, QStringLiteral("model-menu"), {menu, others});
    others->close();
    menu->close();

    inference.loadBeside(kGemma);
    QTest::qWait(50);
    page().compareNext(kGemma);
    page().composer().setText(QStringLiteral("Which of you knows more about rivers?"));
    save(m_window, QStringLiteral("comparison-next"));
    page().dismissComparison();

    m_desk.inference.setModelState(app::ModelState::Loading);
    m_window.showModelLoading(QStringLiteral("/models/SmolLM2-135M-Instruct.Q4_1.gguf"));
    QTest::qWait(50);
    page().composer().send();
    save(m_window, QStringLiteral("loading"));
    page().dismissWaiting();
    page().composer().setText({});
    m_desk.inference.setModelState(
        app::ModelState::Failed,
        QStringLiteral("notes.gguf: expected the bytes \"GGUF\" at the start, found \"PK\". It is "
                       "not a model; choose another file."));
    save(m_window, QStringLiteral("no-model"));
    m_desk.inference.setModelState(app::ModelState::Ready);
    QTest::qWait(50);
    m_window.showError({});
}

// With two tiny ones, since those of the menu may not be here; of what was wrong with a third.
void Gallery::drawModelsWindow()
{
    QList<ui::KnownModel> models;
    for (const auto* name : {"SmolLM2-135M-Instruct.Q4_1", "gemma-3-270m-it-Q8_0", "notes"}) {
        const QString path = m_folder.filePath(QLatin1String(name) + QStringLiteral(".gguf"));
        tests::GgufBuilder tiny = tests::tinyLlama({.matrixType = core::DType::Q8_0});
        tiny.set("general.license", std::string("apache-2.0"));
        const std::string contents =
            models.size() < 2 ? tiny.build() : std::string("PK, not a model");
        if (!tests::writeFile(path.toStdString(), contents))
            qFatal("no model for the gallery");
        models << ui::KnownModel{QLatin1String(name), path, QStringLiteral("98 MB")};
    }
    const core::ModelInfo former = m_desk.inference.modelInfo();
    core::ModelInfo info = former;
    info.path = models.first().path.toStdString();
    m_desk.inference.setModelInfo(info);
    {
        ui::ModelsDialog dialog(m_desk.theme, m_desk.inference, m_desk.settings);
        dialog.show();
        save(dialog, QStringLiteral("models-none"));
        dialog.setModels(models);
        save(dialog, QStringLiteral("models"));
        auto* list = dialog.findChild<QListWidget*>();
        list->setCurrentRow(2);
        save(dialog, QStringLiteral("models-broken"));
        list->setCurrentRow(1);
        dialog.findChild<QPushButton*>(QStringLiteral("removeModelButton"))->click();
        save(*dialog.findChild<QMessageBox*>(), QStringLiteral("models-remove"));
    }
    m_desk.inference.setModelInfo(former);
    page().findChild<ui::ModelChangeStrip*>()->showWaiting(QStringLiteral("gemma 3 270m it"),
                                                           /*answers=*/2);
    save(m_window, QStringLiteral("model-change"));
    page().dismissModelChange();
}

void Gallery::drawConversation()
{
    const QList<app::Message> path = conversation();
    m_window.findChild<ui::Sidebar*>()->setCurrent(9);
    open(path);
    save(m_window, QStringLiteral("conversation"));
    drawSidebarMenu();
    drawSelection();
    m_window.activateWindow();
    if (!QTest::qWaitForWindowActive(&m_window))
        qFatal("no window has the focus");
    page().view().setFocus(Qt::TabFocusReason);
    save(m_window, QStringLiteral("conversation-focus"));
    page().focusComposer();
    m_reader.toggle(path[1]);
    m_window.resize(kUsual.width(), 1500);
    save(m_window, QStringLiteral("conversation-tall"));
    m_reader.stop();
    m_window.resize(560, 700);
    save(m_window, QStringLiteral("narrow"));
    m_window.findChild<QToolButton*>(QStringLiteral("sidebarButton"))->click();
    save(m_window, QStringLiteral("narrow-sidebar"));
    m_window.findChild<QToolButton*>(QStringLiteral("sidebarButton"))->click();
    m_window.resize(kUsual);
    page().say(ui::MainWindow::tr("Moved to the trash"), ui::MainWindow::tr("Undo"), [] {});
    save(m_window, QStringLiteral("undo"));
    page().showError(QStringLiteral("notes.pdf is protected by a password; save a copy without one "
                                    "and attach that."));
    page().say(ui::MainWindow::tr("Written to %1")
                   .arg(QStringLiteral("/home/ada/Documents/Binary search.md")),
               {},
               {});
    save(m_window, QStringLiteral("toast-above-error"));
    page().clearError();
    m_window.findChild<ui::Toast*>()->hide();
}

void Gallery::drawSidebarMenu()
{
    auto* list = m_window.findChild<ui::ConversationList*>();
    QModelIndex index;
    for (int row = 0; row < list->model()->rowCount() && !index.isValid(); ++row) {
        const QModelIndex each = list->model()->index(row, 0);
        if (each.data(ui::ConversationModel::IdRole).toLongLong() == 7)
            index = each;
    }
    const QPoint place = list->viewport()->mapToGlobal(list->visualRect(index).bottomRight());
    emit list->menuRequested(index, place, /*byPointer=*/true);
    auto* menu = m_window.findChild<ui::Sidebar*>()->findChild<QMenu*>();
    save(m_window, QStringLiteral("conversation-menu"), {menu});
    menu->close();
}

// Several conversations, and the open one among others.
void Gallery::drawSelection()
{
    auto* list = m_window.findChild<ui::ConversationList*>();
    QTest::keyClick(list, Qt::Key_Down);
    QTest::keyClick(list, Qt::Key_Down, Qt::ShiftModifier);
    save(m_window, QStringLiteral("sidebar-selection"));
    m_window.findChild<ui::Sidebar*>()->markCurrent();
}

// At their end, while both are written, and in a narrow window.
void Gallery::drawComparison()
{
    QList<app::Message> path = conversation();
    app::Message& first = path.back();
    first.parent = 3;
    first.model = QStringLiteral("SmolLM2-135M-Instruct.Q4_1");
    first.siblingIndex = 0;
    first.siblingCount = 2;
    app::Message second = secondAnswer();
    open(path);
    emit m_desk.controller.comparisonOpened(second);
    page().view().revealMessage(3);
    save(m_window, QStringLiteral("comparison"));
    first.text = first.text.left(200);
    first.state = app::MessageState::Streaming;
    second.text.clear();
    second.state = app::MessageState::Streaming;
    open(path);
    emit m_desk.controller.comparisonOpened(second);
    emit m_desk.controller.busyChanged(true);
    emit m_desk.controller.prefillProgress(second.id, 20, 48);
    save(m_window, QStringLiteral("comparison-streaming"));
    first.state = app::MessageState::Complete;
    second.state = app::MessageState::Failed;
    second.error = QStringLiteral("This model is not loaded any more; open it again.");
    emit m_desk.controller.busyChanged(false);
    open(path);
    emit m_desk.controller.comparisonOpened(second);
    save(m_window, QStringLiteral("comparison-failed"));
    m_window.resize(560, kUsual.height());
    save(m_window, QStringLiteral("comparison-narrow"));
    m_window.resize(kUsual);
}

void Gallery::drawLookInside()
{
    const QList<app::Message> path = conversation();
    open(path);
    page().setLooking(true);
    emit m_desk.controller.oddsRead(4, tokensOf(path.back().text));
    emit m_desk.controller.oddsRead(2, {});
    page().view().revealMessage(3);
    save(m_window, QStringLiteral("look-inside"));
    page().view().stepUncertain(1);
    if (auto* card = m_window.findChild<ui::TokenCard*>()) {
        save(m_window, QStringLiteral("look-inside-card"), {card});
        card->close();
    }
    page().setLooking(false);
}

void Gallery::drawAnswering()
{
    app::ChatController& controller = m_desk.controller;
    QList<app::Message> path = conversation();
    path << message(
        5, core::Role::User, QStringLiteral("And in two sentences?\nFor a child, please."));
    path << message(6,
                    core::Role::Assistant,
                    QStringLiteral("Imagine a thick dictionary: you open it in the middle and see "
                                   "whether your word comes"));
    path.back().state = app::MessageState::Streaming;
    open(path);
    emit controller.busyChanged(true);
    save(m_window, QStringLiteral("streaming"));
    path.back().text.clear();
    open(path);
    emit controller.busyChanged(true);
    emit controller.prefillProgress(6, 312, 1024);
    page().composer().setText(QStringLiteral(
        "A message that is being written\nover several lines while the answer\nis on its way."));
    save(m_window, QStringLiteral("prefill"));
    emit controller.busyChanged(false);
    path.back().text = QStringLiteral("Imagine a thick dictionary");
    path.back().state = app::MessageState::Length;
    path.back().settings =
        app::withPause(app::answerSettings(m_desk.settings.sampling(), /*maxTokens=*/1024));
    path.back().stats = {.promptTokens = 64, .completionTokens = 1024, .decodeMs = 16000};
    open(path);
    emit controller.answeringChanged({7});
    save(m_window, QStringLiteral("limit"));
    path.back().state = app::MessageState::Stopped;
    open(path);
    m_window.showError(
        QStringLiteral("The conversation is longer than the model's memory of 2,048 tokens; start "
                       "a new one or choose a larger context in the settings."));
    m_window.resize(620, 700);
    save(m_window, QStringLiteral("narrow-error"));
    m_window.resize(kUsual);
    m_window.showError({});
    page().composer().setText({});
}

void Gallery::drawFormulas()
{
    open(conversationWithFormulas());
    QTest::qWait(100);
    m_window.findChild<QToolButton*>(QStringLiteral("thoughtButton"))->click();
    save(m_window, QStringLiteral("formulas"));
    open(conversationWithMarks());
    m_window.resize(kUsual.width(), 1100);
    QTest::qWait(100);
    save(m_window, QStringLiteral("marks"));
    m_window.resize(kUsual);
    open(conversationWithFormulas());
    QTest::qWait(100);
    ui::Composer& composer = page().composer();
    composer.addAttachment({QStringLiteral("measurements-2026.csv"), QStringLiteral("a,b"), 1204});
    composer.addAttachment({QStringLiteral("Annual report.pdf"), QStringLiteral("Profit"), 5210});
    composer.addReading(1, QStringLiteral("A very long name of a scanned contract of 2025.pdf"));
    composer.setText(QStringLiteral("Do the two agree?"));
    save(m_window, QStringLiteral("attachments"));
    m_window.resize(560, 700);
    save(m_window, QStringLiteral("attachments-narrow"));
    m_window.resize(kUsual);
    QTest::qWait(100); // the prompts open above the composer where it stands
    composer.setText(QStringLiteral("/"));
    save(m_window, QStringLiteral("prompts"));
    composer.setText({});
    page().openFind();
    QTest::keyClicks(m_window.findChild<QLineEdit*>(QStringLiteral("findEdit")),
                     QStringLiteral("the"));
    save(m_window, QStringLiteral("find"));
    for (ui::MessageItem* item : m_window.findChildren<ui::MessageItem*>()) {
        if (item->id() == 10)
            item->startEditing();
    }
    save(m_window, QStringLiteral("edit"));
    QTest::keyClick(m_window.findChild<QLineEdit*>(QStringLiteral("findEdit")), Qt::Key_Escape);
    composer.findChild<ui::AttachmentChips*>()->clear();
    composer.endReading(1);
    drawSentFiles();
}

void Gallery::drawSentFiles()
{
    const QList<ui::Attachment> files{
        {QStringLiteral("measurements-2026.csv"),
         QStringLiteral("day,litres\n2026-03-01,14.2\n2026-03-02,13.9\n2026-03-03,15.1\n")},
        {QStringLiteral("Annual report.pdf"), QStringLiteral("Profit")}};
    QList<app::Message> path = conversation();
    path << message(
        5, core::Role::User, ui::messageWith(QStringLiteral("Do the two agree?"), files));
    path << message(6, core::Role::Assistant, QStringLiteral("They do, but for one day."));
    path << message(7, core::Role::User, ui::messageWith({}, files.first(1)));
    open(path);
    save(m_window, QStringLiteral("sent-files"));
    m_window.findChild<QPushButton*>(QStringLiteral("openAttachmentButton"))->click();
    auto* dialog = m_window.findChild<QDialog*>(QStringLiteral("attachmentDialog"));
    save(*dialog, QStringLiteral("sent-file"));
    dialog->close();
}

void Gallery::drawSpelling()
{
    m_spelling.choose({}, {QStringLiteral("en_US")});
    page().composer().setText(
        QStringLiteral("Hello frend! The qiuck rivers, `whre` it with the wrold. "));
    auto* edit = m_window.findChild<QTextEdit*>(QStringLiteral("composerText"));
    QTextCursor cursor = edit->textCursor();
    cursor.setPosition(int(edit->toPlainText().indexOf(QStringLiteral("qiuck"))));
    edit->setTextCursor(cursor);
    save(m_window, QStringLiteral("spelling"));
    QContextMenuEvent event(QContextMenuEvent::Keyboard, QPoint(), QPoint());
    QCoreApplication::sendEvent(edit, &event);
    QMenu* menu = nullptr;
    const bool isThere = QTest::qWaitFor([&] {
        menu = edit->findChild<QMenu*>(QStringLiteral("spellingMenu"));
        return menu != nullptr;
    });
    if (!isThere)
        qFatal("no spelling menu");
    save(*menu, QStringLiteral("spelling-menu"));
    menu->close();
    m_spelling.choose(QLatin1String(app::kNoSpelling), {});
    page().composer().setText({});
}

void Gallery::drawContext()
{
    const QList<app::Message> path = conversation();
    open(path);
    app::ContextFit fit;
    fit.verdict = app::ContextFit::Verdict::Full;
    fit.windowTokens = 2048;
    fit.promptTokens = 2310;
    fit.tokensThen = 1490;
    fit.leftOut = path.first(2);
    emit m_desk.controller.contextFull(fit);
    save(m_window, QStringLiteral("context-full"));
    emit m_desk.controller.summariser().finished(
        QStringLiteral("The person greeted and asked what Fireside can do."));
    save(m_window, QStringLiteral("context-summary"));
    m_window.resize(560, 560);
    save(m_window, QStringLiteral("context-summary-low"));
    m_window.resize(kUsual);
    page().dismissContext();
}

// Another window beside, and the small one for a question.
void Gallery::drawOtherWindows()
{
    app::ChatController controller(m_desk.store, m_desk.inference, m_desk.settings);
    ui::MainWindow second(m_desk.theme, controller, m_desk.inference, m_desk.settings);
    second.resize(900, 640);
    second.show();
    QSignalSpy listed(&controller, &app::ChatController::conversationsChanged);
    controller.start(app::ChatController::Begin::Empty);
    listed.wait();
    second.findChild<ui::Sidebar*>()->setConversations(summaries());
    second.setAnswering({9});
    m_desk.settings.setNewAnswer(8, true);
    save(second, QStringLiteral("second-window"));
    second.hide();

    app::ChatController quick(m_desk.store, m_desk.inference, m_desk.settings);
    ui::MainWindow question(m_desk.theme, quick, m_desk.inference, m_desk.settings);
    question.makeSmall();
    question.show();
    quick.start(app::ChatController::Begin::Empty);
    quick.newTemporaryConversation();
    save(question, QStringLiteral("question"));
    quick.send(QStringLiteral("How do you say “good morning” in Finnish?"));
    QTest::qWait(200);
    save(question, QStringLiteral("question-answered"));
}

void Gallery::drawDialogs()
{
    ui::SearchDialog search(m_desk.theme, summaries());
    search.show();
    save(search, QStringLiteral("search-empty"));
    QTest::keyClicks(search.findChild<QLineEdit*>(QStringLiteral("searchEdit")),
                     QStringLiteral("search"));
    app::SearchHit title;
    title.conversation = 9;
    title.title = title.snippet = QStringLiteral("Binary search in Python");
    title.marks = {{7, 6}};
    title.createdAt = QDate(2026, 11, 24).startOfDay();
    app::SearchHit archived = title;
    archived.conversation = 8;
    archived.folder = QStringLiteral("Work");
    archived.archived = true;
    app::SearchHit words = title;
    words.message = 2;
    words.snippet = QStringLiteral("… a binary search halves the range until it finds the value …");
    words.marks = {{11, 6}};
    words.siblingIndex = 1;
    words.siblingCount = 3;
    search.showHits(QStringLiteral("search"), {title, archived, words});
    save(search, QStringLiteral("search"));
    ui::InstructionsDialog instructions({}, {});
    instructions.show();
    save(instructions, QStringLiteral("instructions"));
    QTest::keyClicks(instructions.findChild<QPlainTextEdit*>(), QStringLiteral("Be kind."));
    QTest::keyClick(&instructions, Qt::Key_Escape);
    save(*instructions.findChild<QMessageBox*>(), QStringLiteral("instructions-unsaved"));
    ui::InstructionsDialog general(
        {}, QStringLiteral("Answer briefly and in plain words. Say so where you are not sure."));
    general.show();
    save(general, QStringLiteral("instructions-general"));
    QTest::keyClicks(general.findChild<QPlainTextEdit*>(), QStringLiteral("Be kind."));
    save(general, QStringLiteral("instructions-set-aside"));
    ui::confirmAndOpenLink(&m_window,
                           QUrl(QStringLiteral("https://en.wikipedia.org/wiki/Binary_search")));
    auto* link = m_window.findChild<QMessageBox*>();
    save(*link, QStringLiteral("link"));
    link->close();
    m_window.openAbout();
    save(*m_window.findChild<QWidget*>(QStringLiteral("aboutDialog")), QStringLiteral("about"));
    m_window.openShortcuts();
    save(*m_window.findChild<QWidget*>(QStringLiteral("shortcutsDialog")),
         QStringLiteral("shortcuts"));
    ui::LogDialog log(m_desk.theme,
                      ui::systemFacts(m_desk.inference.modelInfo()),
                      m_folder.filePath(QStringLiteral("none.log")));
    log.show();
    save(log, QStringLiteral("log"));
}

void Gallery::drawSettings()
{
    ui::SettingsDialog dialog(
        m_desk.theme, m_desk.settings, m_desk.controller, ui::starterPrompts());
    dialog.setEndpointState(QStringLiteral("http://127.0.0.1:11439/v1"), {});
    dialog.setShortcutState({app::ShortcutState::Kind::Absent});
    dialog.show();
    constexpr int kPages = 6;
    for (int page = 0; page < kPages; ++page) {
        dialog.showPage(page);
        save(dialog, QStringLiteral("settings-%1").arg(page));
    }
    const QSize usual = dialog.size();
    dialog.resize(usual.width(), 900);
    dialog.showPage(1);
    dialog.findChild<QPushButton*>(QStringLiteral("answerDefaultsButton"))->click();
    save(dialog, QStringLiteral("settings-undo"));
    dialog.resize(usual);
    dialog.showPage(3);
    app::ImportPreview found;
    found.conversations << app::ConversationRecord();
    found.conversations.first().messages = conversation();
    found.present = {{}, {}};
    emit m_desk.controller.importPreviewed(found);
    save(*dialog.findChild<QMessageBox*>(), QStringLiteral("import"));
    dialog.findChild<QLineEdit*>(QStringLiteral("settingsSearch"))
        ->setText(QStringLiteral("Hugging"));
    save(dialog, QStringLiteral("settings-search"));
    dialog.findChild<QLineEdit*>(QStringLiteral("settingsSearch"))->clear();
    dialog.resize(kNarrow);
    for (int page = 0; page < kPages; ++page) {
        dialog.showPage(page);
        save(dialog, QStringLiteral("settings-narrow-%1").arg(page));
    }
}

void drawAll(ui::ThemeMode mode, const QString& prefix)
{
    Gallery gallery(mode, prefix);
    gallery.drawStart();
    gallery.drawModels();
    gallery.drawModelsWindow();
    gallery.drawConversation();
    gallery.drawComparison();
    gallery.drawLookInside();
    gallery.drawAnswering();
    gallery.drawFormulas();
    gallery.drawSpelling();
    gallery.drawContext();
    gallery.drawOtherWindows();
    gallery.drawDialogs();
    gallery.drawSettings();
}

// What shows all colours.
void drawSome(ui::ThemeMode mode, const QString& prefix)
{
    Gallery gallery(mode, prefix);
    gallery.drawConversation();
    gallery.drawLookInside();
    gallery.drawContext();
    gallery.drawSettings();
}

} // namespace

} // namespace gallery

int main(int argc, char** argv)
{
    QApplication application(argc, argv);
    QApplication::setApplicationVersion(QStringLiteral("0.1.0"));
    if (argc != 2 || !QDir().mkpath(QString::fromLocal8Bit(argv[1]))) {
        std::fputs("usage: ui_gallery FOLDER\n", stderr);
        return 2;
    }
    const QDir folder(QString::fromLocal8Bit(argv[1]));
    for (const ui::Language& language : ui::languages()) {
        ui::useLanguage(language.code);
        const QString prefix = folder.filePath(language.code + u'-');
        gallery::drawAll(ui::ThemeMode::Light, prefix + QStringLiteral("light-"));
        gallery::drawAll(ui::ThemeMode::Dark, prefix + QStringLiteral("dark-"));
    }
    ui::useLanguage(QStringLiteral("en"));
    const QString prefix = folder.filePath(QStringLiteral("en-contrast-"));
    gallery::drawSome(ui::ThemeMode::ContrastLight, prefix + QStringLiteral("light-"));
    gallery::drawSome(ui::ThemeMode::ContrastDark, prefix + QStringLiteral("dark-"));
    return 0;
}
