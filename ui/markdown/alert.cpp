#include "ui/markdown/alert.h"

#include <QCoreApplication>

namespace ui::markdown {

namespace {

struct AlertName
{
    Q_DECLARE_TR_FUNCTIONS(AlertName)
};

constexpr struct
{
    QStringView mark;
    Alert alert;
} kMarks[] = {{u"[!NOTE]", Alert::Note},
              {u"[!TIP]", Alert::Tip},
              {u"[!IMPORTANT]", Alert::Important},
              {u"[!WARNING]", Alert::Warning},
              {u"[!CAUTION]", Alert::Caution}};

} // namespace

Alert alertAt(QStringView line)
{
    for (const auto& each : kMarks) {
        if (line.compare(each.mark, Qt::CaseInsensitive) == 0)
            return each.alert;
    }
    return Alert::None;
}

QString alertName(Alert alert)
{
    switch (alert) {
    case Alert::Note:
        return AlertName::tr("Note");
    case Alert::Tip:
        return AlertName::tr("Tip");
    case Alert::Important:
        return AlertName::tr("Important");
    case Alert::Warning:
        return AlertName::tr("Warning");
    case Alert::Caution:
        return AlertName::tr("Caution");
    case Alert::None:
        break;
    }
    return {};
}

QColor alertColour(Alert alert, const Palette& palette)
{
    switch (alert) {
    case Alert::Note:
        return palette.codeNumber;
    case Alert::Tip:
        return palette.codeString;
    case Alert::Important:
        return palette.codeKeyword;
    case Alert::Warning:
        return palette.accent;
    case Alert::Caution:
        return palette.error;
    case Alert::None:
        break;
    }
    return palette.border;
}

} // namespace ui::markdown
