#include "ui/settings/answers_page.h"

#include "app/conversation/usual_sampling.h"
#include "app/settings/settings.h"
#include "ui/theme/metrics.h"
#include "ui/widgets/pasting.h"

#include <QCheckBox>
#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRegularExpression>
#include <QRegularExpressionValidator>
#include <QSpinBox>

#include <algorithm>

namespace ui {

namespace {

constexpr int kPromptHeight = 92;
constexpr int kMostTokens = 1 << 20;

} // namespace

AnswersPage::AnswersPage(const Theme& theme, app::Settings& settings, QWidget* parent)
    : SettingsPage(theme, tr("Answers"), parent)
    , m_settings(settings)
    , m_prompt(new Pasting<QPlainTextEdit>(this))
    , m_temperature(fraction("temperatureBox", 0, 2))
    , m_topK(new QSpinBox(this))
    , m_topP(fraction("topPBox", 0.01, 1))
    , m_minP(fraction("minPBox", 0, 1))
    , m_repeat(fraction("repeatBox", 1, 2))
    , m_maxTokens(new QSpinBox(this))
    , m_seed(new QLineEdit(this))
    , m_undo(new QPushButton(tr("Undo"), this))
{
    m_prompt->setObjectName(QStringLiteral("systemPromptEdit"));
    m_prompt->setPlaceholderText(tr("For example: Answer briefly and in plain words."));
    m_prompt->setFixedHeight(kPromptHeight);
    m_prompt->setTabChangesFocus(true);
    follow(settings, app::Settings::Key::SystemPrompt, m_prompt, [this] {
        if (m_prompt->toPlainText() != m_settings.systemPrompt())
            m_prompt->setPlainText(m_settings.systemPrompt());
    });
    connect(m_prompt, &QPlainTextEdit::textChanged, this, [this] {
        m_settings.setSystemPrompt(m_prompt->toPlainText());
    });
    addWide(
        tr("Instructions"),
        tr("What the model is told first in every conversation that has none of its own; nothing "
           "while this is empty."),
        m_prompt);
    addOtherWords(tr("system prompt custom persona role"));
    buildSampling();
    bind(m_temperature, &core::SamplingParams::temperature);
    bind(m_topK, &core::SamplingParams::topK);
    bind(m_topP, &core::SamplingParams::topP);
    bind(m_minP, &core::SamplingParams::minP);
    bind(m_repeat, &core::SamplingParams::repeatPenalty);
    addStretch();
}

template <class Box, class Number>
void AnswersPage::bind(Box* box, Number core::SamplingParams::*value)
{
    const auto show = [this, box, value] { showNumber(box, sampling().*value); };
    follow(m_settings, app::Settings::Key::Sampling, box, show);
    m_showNumbers.push_back([box, show] {
        const QSignalBlocker quiet(box);
        show();
    });
    connect(box, &Box::valueChanged, this, [this, value](auto shown) {
        core::SamplingParams params = sampling();
        params.*value = Number(shown);
        if (params == app::usualSampling(m_modelParameters))
            m_settings.setSampling(core::SamplingParams());
        else
            m_settings.chooseSampling(params);
    });
}

core::SamplingParams AnswersPage::sampling() const
{
    return m_settings.isSamplingChosen() ? m_settings.sampling()
                                         : app::usualSampling(m_modelParameters);
}

void AnswersPage::setModelParameters(std::uint64_t parameters)
{
    m_modelParameters = parameters;
    for (const auto& show : m_showNumbers)
        show();
}

QDoubleSpinBox* AnswersPage::fraction(const char* name, double low, double high)
{
    auto* box = new QDoubleSpinBox(this);
    box->setObjectName(QString::fromLatin1(name));
    box->setRange(low, high);
    box->setSingleStep(0.05);
    box->setDecimals(2);
    return box;
}

void AnswersPage::buildSampling()
{
    addRow(tr("Imagination (temperature)"),
           tr("0 always takes the likeliest word; 0.7 is lively; above 1 grows wild."),
           m_temperature);
    addOtherWords(tr("creativity randomness"));
    m_topP->setObjectName(QStringLiteral("topPBox"));
    addRow(tr("Share of likely words (top P)"),
           tr("Only the likeliest words that together reach this share; 1 allows all."),
           m_topP);
    addOtherWords(tr("nucleus sampling"));
    m_topK->setObjectName(QStringLiteral("topKBox"));
    m_topK->setRange(0, 1000);
    m_topK->setSpecialValueText(tr("No limit"));
    addRow(
        tr("Number of likely words (top K)"), tr("Only so many of the likeliest words."), m_topK);
    setUsualRange(20, 100);
    addOtherWords(tr("sampling"));
    addRow(tr("Leave out unlikely words (min P)"),
           tr("Drops words that are this much less likely than the best one; 0 drops none."),
           m_minP);
    addOtherWords(tr("sampling"));
    addRow(tr("Avoid repetition (repeat penalty)"), tr("1 is off; 1.1 is gentle."), m_repeat);
    addOtherWords(tr("repetition loops"));

    m_maxTokens->setObjectName(QStringLiteral("maxTokensBox"));
    m_maxTokens->setRange(0, kMostTokens);
    m_maxTokens->setSingleStep(128);
    m_maxTokens->setSpecialValueText(tr("No limit"));
    follow(m_settings, app::Settings::Key::MaxTokens, m_maxTokens, [this] {
        showNumber(m_maxTokens, std::max(m_settings.maxTokens(), 0));
    });
    connect(m_maxTokens, &QSpinBox::valueChanged, this, [this](int value) {
        m_settings.setMaxTokens(value == 0 ? -1 : value);
    });
    addRow(tr("Longest answer"),
           tr("In tokens; a token is about three quarters of a word. An answer that stops there "
              "can be "
              "continued."),
           m_maxTokens);
    setUsualRange(256, 4096);
    addOtherWords(tr("maximum length limit"));

    m_seed->setObjectName(QStringLiteral("seedEdit"));
    m_seed->setPlaceholderText(tr("A new one each time"));
    m_seed->setValidator(
        new QRegularExpressionValidator(QRegularExpression(QStringLiteral("[0-9]{0,19}")), m_seed));
    follow(m_settings, app::Settings::Key::Seed, m_seed, [this] {
        const std::optional<quint64> seed = m_settings.fixedSeed();
        m_seed->setText(seed ? QString::number(*seed) : QString());
    });
    connect(m_seed, &QLineEdit::editingFinished, this, [this] {
        bool valid = false;
        const quint64 seed = m_seed->text().toULongLong(&valid);
        m_settings.setFixedSeed(valid ? std::optional<quint64>(seed) : std::nullopt);
    });
    addRow(
        tr("Seed"),
        tr("The same number gives the same answer to the same conversation. Each other version of "
           "an answer adds one to it."),
        m_seed);
    addOtherWords(tr("random reproducible"));

    auto* titles = new QCheckBox(tr("Written by the model"), this);
    titles->setObjectName(QStringLiteral("modelTitlesBox"));
    follow(m_settings, app::Settings::Key::ModelTitles, titles, [this, titles] {
        titles->setChecked(m_settings.modelTitles());
    });
    connect(titles, &QCheckBox::toggled, &m_settings, &app::Settings::setModelTitles);
    addRow(
        tr("Titles"),
        tr("After the first answer, while the model has nothing else to do. Models of fewer than "
           "600 million parameters write no good ones: the first words stay."),
        titles);
    addOtherWords(tr("names naming conversations"));

    addRow(tr("Defaults"),
           tr("Of the numbers above. While nobody changes them, they are what suits the model: "
              "small ones keep to likelier words."),
           buildDefaults());
    addOtherWords(tr("reset"));
}

QWidget* AnswersPage::buildDefaults()
{
    auto* buttons = new QWidget(this);
    auto* defaults = new QPushButton(tr("Restore defaults"), buttons);
    defaults->setObjectName(QStringLiteral("answerDefaultsButton"));
    m_undo->setObjectName(QStringLiteral("undoDefaultsButton"));
    m_undo->hide();
    auto* row = new QHBoxLayout(buttons);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(kSpaceS);
    stackWhenNarrow(row);
    row->addWidget(m_undo);
    row->addWidget(defaults);
    connect(defaults, &QPushButton::clicked, this, [this] {
        if (m_undo->isHidden())
            m_former = values();
        setValues({core::SamplingParams(), false, app::Settings::kDefaultMaxTokens, std::nullopt});
        m_undo->show();
    });
    connect(m_undo, &QPushButton::clicked, this, [this, defaults] {
        setValues(m_former);
        m_undo->hide();
        defaults->setFocus();
    });
    connect(&m_settings, &app::Settings::changed, this, [this](app::Settings::Key key) {
        using Key = app::Settings::Key;
        if (key == Key::Sampling || key == Key::MaxTokens || key == Key::Seed)
            m_undo->hide();
    });
    return buttons;
}

AnswersPage::Values AnswersPage::values() const
{
    return {m_settings.sampling(),
            m_settings.isSamplingChosen(),
            m_settings.maxTokens(),
            m_settings.fixedSeed()};
}

void AnswersPage::setValues(const Values& values)
{
    if (values.isSamplingChosen)
        m_settings.chooseSampling(values.sampling);
    else
        m_settings.setSampling(core::SamplingParams());
    m_settings.setMaxTokens(values.maxTokens);
    m_settings.setFixedSeed(values.seed);
}

} // namespace ui
