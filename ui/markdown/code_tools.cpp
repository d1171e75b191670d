#include "ui/markdown/code_tools.h"

#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"

#include <QApplication>
#include <QClipboard>
#include <QDir>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QHash>
#include <QSaveFile>
#include <QTimer>
#include <QToolButton>

namespace ui::markdown {

namespace {

constexpr int kTickMs = 1500; // how long the button shows that it has copied

} // namespace

CodeTools::CodeTools(const Theme& theme, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
{
    setCursor(Qt::ArrowCursor);
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(2);
    m_wrap = addButton("wrap", tr("Wrap long lines"), "wrapCodeButton");
    m_save = addButton("save", tr("Save code"), "saveCodeButton");
    m_copy = addButton("copy", tr("Copy code"), "copyCodeButton");
    m_wrap->setCheckable(true);
    connect(m_wrap, &QToolButton::clicked, this, &CodeTools::wrapRequested);
    connect(m_save, &QToolButton::clicked, this, &CodeTools::save);
    connect(m_copy, &QToolButton::clicked, this, &CodeTools::copy);
    connect(&theme, &Theme::changed, this, &CodeTools::restyle);
    restyle();
}

QToolButton* CodeTools::addButton(const char* icon, const QString& name, const char* objectName)
{
    auto* button = new QToolButton(this);
    button->setObjectName(QLatin1String(objectName));
    button->setProperty("look", "small");
    button->setProperty("iconName", QLatin1String(icon));
    button->setToolTip(name);
    button->setAccessibleName(name);
    button->setFocusPolicy(Qt::TabFocus);
    layout()->addWidget(button);
    return button;
}

void CodeTools::restyle()
{
    for (QToolButton* button : {m_wrap, m_save, m_copy}) {
        button->setIconSize(QSize(1, 1) * m_theme.grown(kSmallIconSize));
        button->setIcon(m_theme.icon(button->property("iconName").toString()));
    }
}

void CodeTools::setCode(const QString& code, const QString& language)
{
    m_code = code;
    m_language = language;
}

void CodeTools::setWrapped(bool wrapped)
{
    m_wrap->setChecked(wrapped);
}

void CodeTools::copy()
{
    QApplication::clipboard()->setText(m_code);
    m_copy->setIcon(m_theme.icon(QStringLiteral("check")));
    QTimer::singleShot(kTickMs, this, &CodeTools::restyle);
}

void CodeTools::save()
{
    auto* dialog = new QFileDialog(this, tr("Save code"), QDir::homePath());
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& path) {
        QSaveFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(m_code.toUtf8()) < 0 || !file.commit())
            m_save->setToolTip(tr("Not saved: %1").arg(file.errorString()));
        else
            m_save->setIcon(m_theme.icon(QStringLiteral("check")));
        QTimer::singleShot(kTickMs, this, &CodeTools::restyle);
    });
    emit choosingFile(dialog);
    dialog->selectFile(fileNameFor(m_language));
    dialog->open();
}

QString fileNameFor(const QString& language)
{
    static const QHash<QString, QString> suffixes = {
        {QStringLiteral("python"), QStringLiteral("py")},
        {QStringLiteral("javascript"), QStringLiteral("js")},
        {QStringLiteral("typescript"), QStringLiteral("ts")},
        {QStringLiteral("bash"), QStringLiteral("sh")},
        {QStringLiteral("shell"), QStringLiteral("sh")},
        {QStringLiteral("c++"), QStringLiteral("cpp")},
        {QStringLiteral("rust"), QStringLiteral("rs")},
        {QStringLiteral("ruby"), QStringLiteral("rb")},
        {QStringLiteral("markdown"), QStringLiteral("md")},
        {QStringLiteral("kotlin"), QStringLiteral("kt")},
        {QStringLiteral("csharp"), QStringLiteral("cs")},
        {QStringLiteral("c#"), QStringLiteral("cs")},
    };
    const QString word = language.toLower();
    QString suffix = suffixes.value(word, word);
    for (const QChar c : suffix) {
        if (c.unicode() >= 0x80 || !c.isLetterOrNumber())
            return QStringLiteral("code.txt");
    }
    if (suffix.isEmpty() || suffix.size() > 8)
        suffix = QStringLiteral("txt");
    return QStringLiteral("code.") + suffix;
}

} // namespace ui::markdown
