#include "ui/settings/about_dialog.h"

#include "ui/theme/metrics.h"
#include "ui/theme/svg_icon.h"
#include "ui/theme/theme.h"

#include <QCoreApplication>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QPushButton>
#include <QSysInfo>
#include <QVBoxLayout>

#include <algorithm>

namespace ui {

namespace {

constexpr int kWidth = 480;

} // namespace

AboutDialog::AboutDialog(const Theme& theme, const QString& kernels, QWidget* parent)
    : QDialog(parent)
{
    setObjectName(QStringLiteral("aboutDialog"));
    setWindowTitle(tr("About Fireside"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(kSpaceXxl, kSpaceXl, kSpaceXxl, kSpaceXl);
    layout->setSpacing(kSpaceS);
    auto* mark = new QLabel(this);
    mark->setPixmap(applicationIcon().pixmap(QSize(72, 72), devicePixelRatioF()));
    layout->addWidget(mark, 0, Qt::AlignHCenter);
    auto* name = new QLabel(tr("Fireside %1").arg(QCoreApplication::applicationVersion()), this);
    name->setFont(theme.titleFont());
    layout->addWidget(name, 0, Qt::AlignHCenter);
    auto* words = new QLabel(
        tr("A private chat with a language model on the computer you already have."), this);
    words->setProperty("look", "muted");
    words->setWordWrap(true);
    words->setAlignment(Qt::AlignHCenter);
    layout->addWidget(words);
    layout->addSpacing(kSpaceM);
    const std::pair<QString, QString> facts[] = {
        {tr("Engine"),
         kernels.isEmpty()
             ? tr("Fireside's own, on the processor")
             : tr("Fireside's own, on the processor with %1 instructions").arg(kernels)},
        {tr("System"),
         tr("Qt %1 on %2").arg(QString::fromLatin1(qVersion()), QSysInfo::prettyProductName())},
        {tr("Licence"), tr("GNU General Public License, version 3 or later")},
        {tr("With"),
         tr("Qt, OpenBLAS, SentencePiece, SQLite, Poppler, libzip, Hunspell, PCRE2, utf8proc, "
            "fmt, nlohmann/json and tl::expected under their own licences")},
    };
    auto* form = new QFormLayout;
    form->setHorizontalSpacing(kSpaceL);
    form->setVerticalSpacing(kSpaceS);
    form->setLabelAlignment(Qt::AlignRight | Qt::AlignTop);
    for (const auto& [what, fact] : facts) {
        auto* key = new QLabel(what, this);
        key->setProperty("look", "muted");
        key->setAlignment(Qt::AlignRight | Qt::AlignTop);
        auto* value = new QLabel(fact, this);
        value->setWordWrap(true);
        value->setTextInteractionFlags(Qt::TextSelectableByMouse);
        form->addRow(key, value);
    }
    layout->addLayout(form);
    layout->addSpacing(kSpaceM);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    buttons->button(QDialogButtonBox::Close)->setIcon({});
    buttons->button(QDialogButtonBox::Close)->setText(tr("Close"));
    auto* log = buttons->addButton(tr("Log…"), QDialogButtonBox::ActionRole);
    log->setObjectName(QStringLiteral("openLogButton"));
    log->setToolTip(tr("For reports of faults"));
    buttons->button(QDialogButtonBox::Close)->setDefault(true);
    buttons->button(QDialogButtonBox::Close)->setFocus();
    connect(log, &QPushButton::clicked, this, &AboutDialog::logRequested);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    layout->addWidget(buttons);
    // As high as its lines at this width; large text may need more of both.
    const int width = std::max(kWidth, layout->totalMinimumSize().width());
    const int height = layout->totalHeightForWidth(width);
    setMinimumSize(width, height);
    resize(width, height);
}

} // namespace ui
