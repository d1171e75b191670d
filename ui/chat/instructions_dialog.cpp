#include "ui/chat/instructions_dialog.h"

#include "ui/theme/metrics.h"
#include "ui/widgets/pasting.h"

#include <QDialogButtonBox>
#include <QLabel>
#include <QMessageBox>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QShortcut>
#include <QTextDocument>
#include <QVBoxLayout>

namespace ui {

namespace {

constexpr int kGeneralLines = 3; // shown at once of the general instructions

} // namespace

InstructionsDialog::InstructionsDialog(const QString& own, const QString& general, QWidget* parent)
    : QDialog(parent)
    , m_text(new Pasting<QPlainTextEdit>(own, this))
{
    setObjectName(QStringLiteral("instructionsDialog"));
    setWindowTitle(tr("Instructions for this conversation"));
    setCursor(Qt::ArrowCursor);
    auto* hint = new QLabel(tr("What the model is told before your first message. It takes effect "
                               "with the next answer."),
                            this);
    hint->setWordWrap(true);
    hint->setProperty("look", "muted");
    m_text->setObjectName(QStringLiteral("instructionsEdit"));
    m_text->setAccessibleName(windowTitle());
    m_text->setTabChangesFocus(true);
    m_text->setPlaceholderText(tr("For example: You are a patient teacher of Spanish."));
    auto* buttons = new QDialogButtonBox(this);
    QPushButton* save = buttons->addButton(tr("Save"), QDialogButtonBox::AcceptRole);
    QPushButton* cancel = buttons->addButton(tr("Cancel"), QDialogButtonBox::RejectRole);
    QPushButton* reset =
        buttons->addButton(tr("Use the general ones"), QDialogButtonBox::ResetRole);
    save->setObjectName(QStringLiteral("saveInstructionsButton"));
    cancel->setObjectName(QStringLiteral("cancelInstructionsButton"));
    reset->setEnabled(!own.isNull());
    connect(buttons, &QDialogButtonBox::accepted, this, &InstructionsDialog::save);
    connect(cancel, &QPushButton::clicked, this, &InstructionsDialog::reject);
    connect(reset, &QPushButton::clicked, this, [this] {
        emit chosen(QString());
        accept();
    });
    for (const int enter : {Qt::Key_Return, Qt::Key_Enter}) {
        auto* keys = new QShortcut(QKeySequence(Qt::CTRL | Qt::Key(enter)), this);
        connect(keys, &QShortcut::activated, this, &InstructionsDialog::save);
    }
    save->setToolTip(
        tr("Save (%1)")
            .arg(QKeySequence(Qt::CTRL | Qt::Key_Return).toString(QKeySequence::NativeText)));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(kSpaceXl, kSpaceL, kSpaceXl, kSpaceL);
    layout->setSpacing(kSpaceM);
    layout->addWidget(hint);
    layout->addWidget(m_text, 1);
    const bool hasGeneral = !general.trimmed().isEmpty();
    if (hasGeneral)
        addGeneral(general, layout);
    layout->addWidget(buttons);
    resize(520, hasGeneral ? 420 : 320);
}

// What is in force while nothing is written above; it is set aside, not added, where something is.
void InstructionsDialog::addGeneral(const QString& general, QVBoxLayout* layout)
{
    auto* name = new QLabel(this);
    name->setObjectName(QStringLiteral("generalState"));
    name->setProperty("look", "muted");
    name->setWordWrap(true);
    auto* text = new QPlainTextEdit(general, this);
    text->setObjectName(QStringLiteral("generalInstructions"));
    text->setReadOnly(true);
    text->setTabChangesFocus(true);
    text->setFixedHeight(fontMetrics().lineSpacing() * kGeneralLines + 2 * kSpaceM);
    layout->addWidget(name);
    layout->addWidget(text);
    const auto show = [this, name, text] {
        const bool isInForce = m_text->toPlainText().trimmed().isEmpty();
        name->setText(isInForce ? tr("Nothing is written, so the general instructions hold:")
                                : tr("The general instructions do not hold here:"));
        text->setAccessibleName(name->text());
        text->setEnabled(isInForce);
    };
    connect(m_text, &QPlainTextEdit::textChanged, this, show);
    show();
}

void InstructionsDialog::save()
{
    const QString text = m_text->toPlainText().trimmed();
    emit chosen(text.isEmpty() ? QString() : text);
    accept();
}

void InstructionsDialog::reject()
{
    if (!m_text->document()->isModified()) {
        QDialog::reject();
        return;
    }
    auto* box = new QMessageBox(QMessageBox::NoIcon,
                                tr("Save the instructions?"),
                                tr("What you have changed is lost otherwise."),
                                QMessageBox::NoButton,
                                this);
    box->setObjectName(QStringLiteral("unsavedInstructions"));
    box->setAttribute(Qt::WA_DeleteOnClose);
    QPushButton* keep = box->addButton(tr("Save"), QMessageBox::AcceptRole);
    const QPushButton* discard = box->addButton(tr("Discard"), QMessageBox::DestructiveRole);
    box->addButton(tr("Go on writing"), QMessageBox::RejectRole);
    box->setDefaultButton(keep);
    connect(keep, &QPushButton::clicked, this, &InstructionsDialog::save);
    connect(discard, &QPushButton::clicked, this, [this] { done(Rejected); });
    box->open();
}

} // namespace ui
