#include "ui/theme/theme.h"

#include "ui/theme/button_keys.h"
#include "ui/theme/combo_lists.h"
#include "ui/theme/metrics.h"
#include "ui/theme/stale_hover.h"
#include "ui/theme/style_sheet.h"
#include "ui/theme/svg_icon.h"
#include "ui/theme/wheel_scrolls.h"

#include <QApplication>
#include <QFontDatabase>
#include <QFontInfo>
#include <QStyleHints>

#include <algorithm>

namespace ui {

namespace {

constexpr double kSmallestSize = 10;   // points; desktops without settings of their own give Qt's 9
constexpr double kLargestIcons = 1.6;  // beyond, the bars would have no room for anything else
constexpr double kReadingFactor = 1.1; // messages are read, controls are glanced at

// A desktop that names no font leaves Qt with fontconfig's fallback; better text faces are then
// chosen by name.
QFont readableFont(QFont font)
{
    const QString family = QFontInfo(font).family();
    if (!family.startsWith(QLatin1String("DejaVu")) &&
        !family.startsWith(QLatin1String("Bitstream")))
        return font;
    for (const auto* candidate : {"Inter", "Noto Sans", "Cantarell", "Open Sans"}) {
        if (QFontDatabase::hasFamily(QLatin1String(candidate))) {
            font.setFamily(QLatin1String(candidate));
            break;
        }
    }
    return font;
}

QFont scaled(QFont font, double factor)
{
    font.setPointSizeF(font.pointSizeF() * factor);
    return font;
}

} // namespace

Theme::Theme(QObject* parent)
    : QObject(parent)
    , m_desktopIsDark(QApplication::palette().color(QPalette::Window).lightness() < 128)
    , m_desktopFont(readableFont(QApplication::font()))
{
    const double size = m_desktopFont.pointSizeF();
    m_desktopFont.setPointSizeF(std::max(size > 0 ? size : kSmallestSize, kSmallestSize));
    QApplication::setStyle(QStringLiteral("Fusion"));
    qApp->installEventFilter(new ButtonKeys(this));
    qApp->installEventFilter(new ComboLists(this));
    qApp->installEventFilter(new StaleHover(this));
    qApp->installEventFilter(new WheelScrolls(this));
#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
    connect(QGuiApplication::styleHints(), &QStyleHints::colorSchemeChanged, this, [this] {
        if (m_mode == ThemeMode::System)
            applyNow();
    });
#endif
    applyNow();
}

void Theme::apply(ThemeMode mode, double textScale)
{
    const double clamped = std::clamp(textScale, 0.5, 3.0);
    if (mode == m_mode && clamped == m_textScale)
        return;
    m_mode = mode;
    m_textScale = clamped;
    applyNow();
}

bool Theme::systemIsDark() const
{
#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
    return QGuiApplication::styleHints()->colorScheme() == Qt::ColorScheme::Dark;
#else
    return m_desktopIsDark;
#endif
}

void Theme::applyNow()
{
    const bool hasContrast =
        m_mode == ThemeMode::ContrastLight || m_mode == ThemeMode::ContrastDark;
    m_dark = m_mode == ThemeMode::Dark || m_mode == ThemeMode::ContrastDark ||
             (m_mode == ThemeMode::System && systemIsDark());
    if (hasContrast)
        m_palette = m_dark ? Palette::contrastDark() : Palette::contrastLight();
    else
        m_palette = m_dark ? Palette::dark() : Palette::light();
    m_font = scaled(m_desktopFont, m_textScale);
    m_reading = scaled(m_font, kReadingFactor);
    m_code = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    m_code.setPointSizeF(m_font.pointSizeF());
    QApplication::setPalette(qtPalette(m_palette));
    QApplication::setFont(m_font);
    qApp->setStyleSheet(styleSheet(m_palette, grown(kTickSize), grown(kSendSize)));
    emit changed();
}

int Theme::grown(int pixels) const
{
    return qRound(pixels * std::clamp(m_textScale, 1.0, kLargestIcons));
}

QFont Theme::smallFont() const
{
    return scaled(m_font, 0.9);
}

QFont Theme::titleFont() const
{
    QFont font = scaled(m_font, 1.9);
    font.setWeight(QFont::DemiBold);
    return font;
}

QIcon Theme::icon(const QString& name) const
{
    QColor faint = m_palette.mutedText;
    faint.setAlphaF(0.45F);
    return svgIcon(name, m_palette.mutedText, faint);
}

QIcon Theme::accentIcon(const QString& name) const
{
    return svgIcon(name, m_palette.accent, m_palette.mutedText);
}

QIcon Theme::onAccentIcon(const QString& name) const
{
    return svgIcon(name, m_palette.onAccent, m_palette.mutedText);
}

} // namespace ui
