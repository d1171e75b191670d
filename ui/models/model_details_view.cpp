#include "ui/models/model_details_view.h"

#include "app/chats/model_name.h"
#include "app/models/model_files.h"
#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"
#include "ui/widgets/elided_label.h"

#include <QFormLayout>
#include <QLabel>
#include <QLocale>
#include <QStyle>
#include <QVBoxLayout>

namespace ui {

namespace {

QString tokensText(int tokens)
{
    return ModelDetailsView::tr("%1 tokens").arg(QLocale().toString(tokens));
}

// "135 M", "1.2 B", as models are named.
QString parametersText(double parameters)
{
    const bool isBillions = parameters >= 1e9;
    const double shown = parameters / (isBillions ? 1e9 : 1e6);
    return QLocale().toString(shown, 'f', shown < 100 ? 1 : 0) +
           (isBillions ? QStringLiteral(" B") : QStringLiteral(" M"));
}

QString templateText(const core::ModelInfo& info)
{
    if (info.hasChatTemplate)
        return ModelDetailsView::tr("yes");
    return info.chatTemplateError.empty()
               ? ModelDetailsView::tr("none: probably made to continue texts")
               : ModelDetailsView::tr("cannot be used");
}

} // namespace

QList<QPair<QString, QString>> modelFacts(const app::ModelDetails& details)
{
    const core::ModelInfo& info = details.info;
    QList<QPair<QString, QString>> facts{
        {ModelDetailsView::tr("Architecture"), QString::fromStdString(info.architecture)},
        {ModelDetailsView::tr("Parameters"), parametersText(double(info.parameters))},
        {ModelDetailsView::tr("Quantisation"), QString::fromStdString(info.quantisation)},
        {ModelDetailsView::tr("Size on disk"), app::sizeText(details.fileBytes)},
        {ModelDetailsView::tr("Longest context"), tokensText(info.trainedContext)},
        {ModelDetailsView::tr("Memory needed"),
         ModelDetailsView::tr("about %1, with a context of %2")
             .arg(app::sizeText(details.memoryBytes), tokensText(info.contextTokens))},
        {ModelDetailsView::tr("Chat template"), templateText(info)}};
    if (!details.licence.isEmpty())
        facts << QPair(ModelDetailsView::tr("Licence"), details.licence);
    return facts;
}

ModelDetailsView::ModelDetailsView(const Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_title(new QLabel(this))
    , m_facts(new QFormLayout)
    , m_note(new QLabel(this))
{
    m_title->setObjectName(QStringLiteral("modelTitle"));
    m_title->setTextFormat(Qt::PlainText);
    m_title->setWordWrap(true);
    m_facts->setHorizontalSpacing(kSpaceL);
    m_facts->setVerticalSpacing(kSpaceS);
    m_facts->setRowWrapPolicy(QFormLayout::WrapLongRows);
    m_note->setObjectName(QStringLiteral("modelNote"));
    m_note->setTextFormat(Qt::PlainText);
    m_note->setWordWrap(true);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(kSpaceM);
    layout->addWidget(m_title);
    layout->addLayout(m_facts);
    layout->addWidget(m_note);
    layout->addStretch(1);
    const auto restyle = [this] {
        QFont font = m_theme.font();
        font.setPointSizeF(font.pointSizeF() * 1.2);
        font.setBold(true);
        m_title->setFont(font);
    };
    connect(&theme, &Theme::changed, this, restyle);
    restyle();
}

void ModelDetailsView::clear(const QString& title)
{
    while (m_facts->rowCount() > 0)
        m_facts->removeRow(0);
    m_title->setText(title);
    m_title->setVisible(!title.isEmpty());
    m_note->clear();
    m_note->hide();
}

void ModelDetailsView::addFact(const QString& name, const QString& value)
{
    auto* label = new QLabel(name, this);
    label->setProperty("look", "muted");
    auto* text = new QLabel(value, this);
    text->setTextFormat(Qt::PlainText);
    text->setWordWrap(true);
    text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    text->setAccessibleName(name + QStringLiteral(": ") + value);
    m_facts->addRow(label, text);
}

void ModelDetailsView::addPlace(const QString& path)
{
    auto* label = new QLabel(tr("Place"), this);
    label->setProperty("look", "muted");
    auto* text = new ElidedLabel(this, Qt::ElideMiddle);
    text->setTextFormat(Qt::PlainText);
    text->setText(path);
    text->setAccessibleName(label->text() + QStringLiteral(": ") + path);
    m_facts->addRow(label, text);
}

void ModelDetailsView::showNothing(const QString& why)
{
    clear({});
    showNote(why, "muted");
}

void ModelDetailsView::showReading(const KnownModel& model)
{
    clear(app::modelTitle(model.name));
    addPlace(model.path);
}

void ModelDetailsView::showDetails(const KnownModel& model, const app::ModelDetails& details)
{
    clear(app::modelTitle(model.name));
    for (const auto& [name, value] : modelFacts(details))
        addFact(name, value);
    addPlace(model.path);
    if (details.memoryBytes <= details.memoryThere)
        return;
    showNote(tr("This computer has %1 of memory; choose a smaller model, or a smaller context "
                "window in the settings.")
                 .arg(app::sizeText(details.memoryThere)),
             "error");
}

void ModelDetailsView::showNote(const QString& text, const char* look)
{
    m_note->setProperty("look", look);
    m_note->style()->unpolish(m_note);
    m_note->style()->polish(m_note);
    m_note->setText(text);
    m_note->show();
}

void ModelDetailsView::showError(const KnownModel& model, const QString& message)
{
    showReading(model);
    showNote(message, "error");
}

} // namespace ui
