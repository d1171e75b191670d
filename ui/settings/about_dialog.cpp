#include "ui/settings/about_dialog.h"

#include "ui/theme/metrics.h"
#include "ui/theme/svg_icon.h"
#include "ui/theme/theme.h"

#include <QCoreApplication>
#include <QLabel>
#include <QSysInfo>
#include <QVBoxLayout>

namespace ui {

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
    QStringList facts = {
        tr("Engine: Fireside's own, on the processor (%1)")
            .arg(kernels.isEmpty() ? tr("chosen with the first model") : kernels),
        tr("Qt %1 on %2").arg(QString::fromLatin1(qVersion()), QSysInfo::prettyProductName()),
        tr("Free software under the GNU General Public License, version 3 or later"),
        tr("With Qt, OpenBLAS, SentencePiece, SQLite, PCRE2, utf8proc, fmt, nlohmann/json and "
           "tl::expected under their own licences"),
    };
    for (const QString& fact : facts) {
        auto* label = new QLabel(fact, this);
        label->setAlignment(Qt::AlignHCenter);
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
        layout->addWidget(label);
    }
    setFixedWidth(480);
}

} // namespace ui
