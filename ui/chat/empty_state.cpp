#include "ui/chat/empty_state.h"

#include "ui/theme/metrics.h"
#include "ui/theme/svg_icon.h"
#include "ui/theme/theme.h"
#include "ui/widgets/busy_dots.h"

#include <QGridLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include <utility>

namespace ui {

namespace {

constexpr int kMarkSize = 64;
constexpr int kHeightOfAll = 430;
constexpr int kHeightOfExamples = 340; // and of the greeting, without the mark

struct Example
{
    QString title;
    QString prompt;
};

} // namespace

EmptyState::EmptyState(const Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_mark(new QLabel(this))
    , m_heading(new QLabel(this))
    , m_hint(new QLabel(this))
    , m_note(new QLabel(this))
    , m_dots(new BusyDots(theme, this))
    , m_examples(new QWidget(this))
    , m_open(new QWidget(this))
{
    setObjectName(QStringLiteral("emptyState"));
    m_mark->setObjectName(QStringLiteral("emptyMark"));
    m_mark->setAlignment(Qt::AlignCenter);
    m_heading->setAlignment(Qt::AlignCenter);
    m_heading->setWordWrap(true);
    m_heading->setObjectName(QStringLiteral("emptyHeading"));
    m_hint->setAlignment(Qt::AlignCenter);
    m_hint->setWordWrap(true);
    m_hint->setProperty("look", "muted");
    m_note->setObjectName(QStringLiteral("emptyNote"));
    m_note->setAlignment(Qt::AlignCenter);
    m_note->setWordWrap(true);
    m_note->setTextFormat(Qt::PlainText);
    m_note->setProperty("look", "muted");
    m_note->hide();
    buildOpen();

    const QList<Example> examples = {
        {tr("Explain something"), tr("Explain in simple words why the sky is blue.")},
        {tr("Write a message"),
         tr("Write a short, friendly email that asks a colleague to move our meeting to Friday.")},
        {tr("Collect ideas"), tr("Give me five ideas for a rainy weekend at home.")},
    };
    auto* row = new QHBoxLayout(m_examples);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(kSpaceM);
    for (const Example& example : examples) {
        auto* button = new QPushButton(m_examples);
        button->setProperty("look", "example");
        button->setAccessibleName(example.prompt);
        button->setCursor(Qt::PointingHandCursor);
        auto* text = new QVBoxLayout(button);
        text->setContentsMargins(kSpaceL, kSpaceM, kSpaceL, kSpaceM);
        text->setSpacing(kSpaceXs);
        auto* title = new QLabel(example.title, button);
        title->setObjectName(QStringLiteral("exampleTitle"));
        auto* prompt = new QLabel(example.prompt, button);
        title->setWordWrap(true);
        prompt->setWordWrap(true);
        prompt->setProperty("look", "muted");
        for (QLabel* label : {title, prompt})
            label->setAttribute(Qt::WA_TransparentForMouseEvents);
        text->addWidget(title);
        text->addWidget(prompt, 1, Qt::AlignTop);
        button->setMinimumHeight(112);
        button->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
        connect(button, &QPushButton::clicked, this, [this, prompt = example.prompt] {
            emit exampleChosen(prompt);
        });
        row->addWidget(button, 1);
    }

    auto* middle = new QWidget(this);
    middle->setMaximumWidth(kColumnWidth);
    auto* column = new QVBoxLayout(middle);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(kSpaceM);
    column->addStretch(5);
    column->addWidget(m_mark);
    column->addWidget(m_heading);
    column->addWidget(m_hint);
    column->addWidget(m_dots, 0, Qt::AlignHCenter);
    column->addSpacing(kSpaceL);
    column->addWidget(m_examples);
    column->addWidget(m_open, 0, Qt::AlignHCenter);
    column->addWidget(m_note);
    column->addStretch(6);
    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(kSpaceXl, kSpaceL, kSpaceXl, kSpaceL);
    layout->addStretch(1);
    layout->addWidget(middle, 1000);
    layout->addStretch(1);
    connect(&theme, &Theme::changed, this, &EmptyState::restyle);
    restyle();
    setKind(Kind::Examples);
}

void EmptyState::buildOpen()
{
    auto* file = new QPushButton(tr("Open a model file…"), m_open);
    auto* folder = new QPushButton(tr("Open a model folder…"), m_open);
    file->setObjectName(QStringLiteral("openModelButton"));
    file->setProperty("look", "primary");
    folder->setObjectName(QStringLiteral("openFolderButton"));
    connect(file, &QPushButton::clicked, this, &EmptyState::openModelRequested);
    connect(folder, &QPushButton::clicked, this, &EmptyState::openFolderRequested);
    auto* row = new QHBoxLayout(m_open);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(kSpaceS);
    row->addWidget(file);
    row->addWidget(folder);
}

void EmptyState::restyle()
{
    m_mark->setPixmap(applicationIcon().pixmap(QSize(kMarkSize, kMarkSize), devicePixelRatioF()));
    m_heading->setFont(m_theme.titleFont());
    QFont title = m_theme.font();
    title.setWeight(QFont::DemiBold);
    for (QLabel* label : m_examples->findChildren<QLabel*>(QStringLiteral("exampleTitle")))
        label->setFont(title);
    showWhatFits();
}

void EmptyState::setKind(Kind kind)
{
    m_kind = kind;
    showTexts();
    m_open->setVisible(kind == Kind::NoModel);
    m_dots->setVisible(kind == Kind::LoadingModel);
    showWhatFits();
}

void EmptyState::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    showWhatFits();
}

// In a low window the greeting alone is better than all of it cut off.
void EmptyState::showWhatFits()
{
    const double scale = m_theme.textScale();
    m_mark->setVisible(height() >= kHeightOfAll * scale);
    const bool fits = m_kind == Kind::Examples && height() >= kHeightOfExamples * scale;
    QSizePolicy place = m_examples->sizePolicy();
    place.setRetainSizeWhenHidden(fits); // the greeting stays where it is while one writes
    m_examples->setSizePolicy(place);
    m_examples->setVisible(fits && !m_hasDraft);
}

void EmptyState::setNote(const QString& note)
{
    m_note->setText(note);
    m_note->setVisible(!note.isEmpty());
}

void EmptyState::setDraft(bool isThere)
{
    if (std::exchange(m_hasDraft, isThere) != isThere)
        showWhatFits();
}

void EmptyState::setTemporary(bool temporary)
{
    m_temporary = temporary;
    showTexts();
}

void EmptyState::showTexts()
{
    switch (m_kind) {
    case Kind::Examples:
        m_heading->setText(m_temporary ? tr("Temporary conversation")
                                       : tr("What is on your mind?"));
        m_hint->setText(m_temporary ? tr("Not even this computer will remember it.")
                                    : tr("Everything you write stays on this computer."));
        break;
    case Kind::NoModel:
        m_heading->setText(tr("Welcome to Fireside"));
        m_hint->setText(tr("To chat, Fireside needs a language model: a GGUF file, or a folder "
                           "from Hugging Face. Open one, or drop it here."));
        break;
    case Kind::LoadingModel:
        m_heading->setText(tr("One moment"));
        m_hint->setText(tr("The model is being loaded."));
        break;
    }
}

} // namespace ui
