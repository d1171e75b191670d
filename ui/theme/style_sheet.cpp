#include "ui/theme/style_sheet.h"

namespace ui {

namespace {

// @name is replaced by the palette's colour of that name; longer names come first in the table
// below.
constexpr auto kTemplate = R"(
* { outline: none; }
QMainWindow, QDialog { background: @window; }
QToolTip { background: @card; color: @text; border: 1px solid @border; padding: 4px 8px; }

#sidebar { background: @sidebar; border: none; border-right: 1px solid @border; }
#sidebar QListView { background: transparent; border: none; }
#chatPage, #topBar, #emptyState, #composerArea { background: @window; }
#generalInstructions { background: @window; }
#generalInstructions:disabled { color: @mutedText; }
#conversationFocus { background: transparent; border: 2px solid @focusBorder; border-radius: 8px; }
#composerCard { background: @card; border: 1px solid @border; border-radius: 18px; }
#composerCard[focused="true"] { border-color: @focusBorder; }
#messageEditor { background: @bubble; border: 1px solid @border; border-radius: 18px; }
#messageEditor QTextEdit { background: transparent; border: none; color: @text; padding: 0 4px; }
#composerCard QTextEdit { background: transparent; border: none; color: @text; }

QPushButton { background: @card; color: @text; border: 1px solid @border; border-radius: 8px; padding: 7px 14px; }
QPushButton:hover { background: @hover; }
QPushButton:pressed { background: @pressed; }
QPushButton:focus { border-color: @accent; }
QPushButton:disabled { color: @mutedText; background: @window; }
QPushButton:default, QPushButton[look="primary"] { background: @accent; color: @onAccent; border-color: @accent; }
QPushButton:default:hover, QPushButton[look="primary"]:hover { background: @accentHover; border-color: @accentHover; }
QPushButton[look="primary"]:disabled { background: @window; color: @mutedText; border-color: @border; }
QPushButton:default:focus, QPushButton[look="primary"]:focus { border: 1px solid @text; }
QPushButton[look="example"] { text-align: left; padding: 12px 14px; border-radius: 12px; }
QPushButton[look="sidebar"] { text-align: left; background: transparent; border: 1px solid transparent; padding: 8px 10px; }
QPushButton[look="sidebar"]:hover { background: @hover; }
QPushButton[look="sidebar"]:focus { border-color: @accent; }

QToolButton { background: transparent; color: @text; border: 1px solid transparent; border-radius: 8px; padding: 5px; }
QToolButton:hover { background: @hover; }
QToolButton:pressed, QToolButton:checked { background: @pressed; }
QToolButton:focus { border-color: @accent; }
QToolButton::menu-indicator { image: none; width: 0; }
QToolButton[look="model"] { padding: 6px 12px; font-weight: 600; }
QToolButton[look="small"] { padding: 3px; border-radius: 6px; }
QToolButton[look="fold"] { padding: 3px 6px; border-radius: 6px; color: @mutedText; }
QToolButton[look="fold"]:checked { background: transparent; }
QToolButton[look="accent"] { background: @accent; border: 2px solid @accent; border-radius: @sendRadius; padding: 0; }
QToolButton[look="accent"]:hover { background: @accentHover; border-color: @accentHover; }
QToolButton[look="accent"]:focus { border-color: @text; }
QToolButton[look="accent"]:disabled { background: @hover; border-color: @hover; }
QToolButton[look="floating"] { background: @card; border: 1px solid @border; border-radius: 15px; }
QToolButton[look="floating"]:hover { background: @hover; }
QToolButton[look="floating"]:focus { border-color: @accent; }

QLabel { background: transparent; }
QLabel[look="muted"] { color: @mutedText; }
QLabel[look="error"] { color: @error; }
QLabel[look="found"] { color: @accent; }
QPushButton[look="name"] { background: transparent; border: 1px solid transparent; border-radius: 6px; padding: 2px 7px; }
QPushButton[look="name"]:hover { background: @hover; }
QPushButton[look="name"]:focus { border-color: @accent; }
QFrame[look="chip"] { background: @bubble; border: 1px solid @border; border-radius: 8px; }
#promptPicker { background: @card; border: 1px solid @border; border-radius: 10px; padding: 6px; color: @text; }
#promptPicker::item { padding: 6px 8px; border-radius: 6px; }
#promptPicker::item:selected, #promptPicker::item:hover { background: @hover; color: @text; }
#searchDialog QListWidget { background: transparent; color: @text; }
#searchDialog QListWidget::item { border-radius: 8px; }
#searchDialog QListWidget::item:hover { background: @hover; }
#searchDialog QListWidget::item:selected { background: @pressed; }
QListWidget#promptList, QListWidget#trashList, QListWidget#modelList { background: @card; color: @text; border: 1px solid @border; border-radius: 8px; padding: 4px; }
QListWidget#modelList:focus { border-color: @accent; }
QListWidget#promptList::item, QListWidget#trashList::item, QListWidget#modelList::item { padding: 5px 8px; border-radius: 6px; }
QListWidget#promptList::item:selected, QListWidget#trashList::item:selected, QListWidget#modelList::item:selected { background: @pressed; color: @text; }
QDialogButtonBox { button-layout: 3; dialogbuttonbox-buttons-have-icons: 0; }
#lookBar, #temporaryBar { background: @window; border: none; border-bottom: 1px solid @border; border-radius: 0; }
QPushButton[look="quiet"] { background: transparent; border: 1px solid transparent; padding: 4px 10px; }
QPushButton[look="quiet"]:hover { background: @hover; }
QPushButton[look="quiet"]:focus { border-color: @accent; }
#findBar { background: @card; border: none; border-bottom: 1px solid @border; border-radius: 0; }
#toast { background: @text; border: none; border-radius: 10px; }
#toast QLabel { color: @window; }
QPushButton[look="link"] { background: transparent; border: 1px solid transparent; color: @accentSoft; font-weight: 600; padding: 4px 10px; }
QPushButton[look="link"]:hover { background: transparent; text-decoration: underline; }
QPushButton[look="link"]:focus { border-color: @accentSoft; }
#errorStrip { background: @errorSoft; border: none; border-radius: 10px; }
#errorStrip QLabel { color: @error; }

QMenu { background: @card; color: @text; border: 1px solid @border; padding: 6px; }
QMenu::item { padding: 7px 28px 7px 12px; border-radius: 6px; }
QMenu::item:selected { background: @hover; }
QMenu::item:disabled { color: @mutedText; }
QMenu::separator { height: 1px; background: @border; margin: 6px 8px; }
QMenu::icon { padding-left: 8px; }

QLineEdit, QSpinBox, QDoubleSpinBox, QComboBox, QPlainTextEdit, QTextEdit {
    background: @card; color: @text; border: 1px solid @border; border-radius: 8px; padding: 6px 8px;
    selection-background-color: @selection; selection-color: @text; }
QLineEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus, QComboBox:focus, QPlainTextEdit:focus, QTextEdit:focus {
    border-color: @accent; }
QLineEdit:disabled, QSpinBox:disabled { color: @mutedText; background: @window; }
QComboBox::drop-down { border: none; width: 26px; }
QComboBox::down-arrow { image: url(:/icons/combo-arrow.svg); width: 14px; height: 14px; }
QComboBox { combobox-popup: 0; }
QComboBoxPrivateContainer { background: @card; border: none; }
QComboBox QAbstractItemView { background: @card; color: @text; border: 1px solid @border; border-radius: 0; padding: 6px; }
QComboBox QAbstractItemView::item { padding: 7px 9px; border-radius: 6px; }
QComboBox QAbstractItemView::item:selected { background: @hover; color: @text; }
QSpinBox::up-button, QSpinBox::down-button, QDoubleSpinBox::up-button, QDoubleSpinBox::down-button {
    width: 0; border: none; }

QCheckBox { spacing: 8px; }
QCheckBox::indicator { width: @tickSize; height: @tickSize; margin: 1px; border: 1px solid @mutedText; border-radius: 5px; background: @card; }
QCheckBox::indicator:checked { background: @accent; border-color: @accent; image: url(:/icons/@checkMark.svg); }
QCheckBox::indicator:focus { margin: 0; border: 2px solid @accent; }
QCheckBox::indicator:checked:focus { border-color: @text; }
QCheckBox:disabled { color: @mutedText; }
QCheckBox::indicator:disabled { border-color: @border; background: @hover; }
QCheckBox::indicator:checked:disabled { border-color: @mutedText; background: @mutedText; }
QSlider { min-height: 24px; }
QSlider::groove:horizontal { height: 4px; background: @pressed; border-radius: 2px; }
QSlider::sub-page:horizontal { background: @accent; border-radius: 2px; }
QSlider::handle:horizontal { background: @card; border: 2px solid @accent; width: 12px; height: 12px; margin: -6px 0;
    border-radius: 8px; }
QSlider::handle:horizontal:focus { background: @accent; }

#settingsSide { background: @sidebar; border: none; border-right: 1px solid @border; }
QListWidget#pages, QListWidget#hits { background: transparent; border: none; padding: 4px 8px; }
QListWidget#pages::item, QListWidget#hits::item { padding: 9px 12px; border-radius: 8px; color: @text; border: 1px solid transparent; }
QListWidget#hits::item { padding: 6px 12px; }
QListWidget#hits::item:disabled { color: @mutedText; padding: 6px 4px 2px 4px; }
QListWidget#pages::item:hover, QListWidget#hits::item:hover { background: @hover; }
QListWidget#pages::item:selected, QListWidget#hits::item:selected { background: @pressed; color: @text; }
QListWidget#pages::item:selected:focus, QListWidget#hits::item:selected:focus { border-color: @accent; }

QProgressBar { background: @pressed; border: none; border-radius: 2px; max-height: 4px; min-height: 4px; }
QProgressBar::chunk { background: @accent; border-radius: 2px; }

QScrollArea { border: none; background: transparent; }
QScrollBar:vertical { background: transparent; width: 12px; margin: 2px; }
QScrollBar::handle:vertical { background: @pressed; border-radius: 4px; min-height: 32px; }
QScrollBar::handle:vertical:hover { background: @mutedText; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 2px; }
QScrollBar::handle:horizontal { background: @pressed; border-radius: 4px; min-width: 32px; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QAbstractScrollArea::corner { background: transparent; border: none; }
QSplitter::handle { background: transparent; }
)";

// Half of each: seen at a glance, without the weight of the full accent around a large field.
QColor blended(const QColor& a, const QColor& b)
{
    return QColor((a.red() + b.red()) / 2, (a.green() + b.green()) / 2, (a.blue() + b.blue()) / 2);
}

} // namespace

QString styleSheet(const Palette& p, int tickSize, int sendSize)
{
    const QColor accentHover =
        p.accent.lightness() < 128 ? p.accent.darker(112) : p.accent.lighter(108);
    const std::pair<const char*, QColor> colours[] = {
        {"@accentHover", accentHover},
        {"@focusBorder", blended(p.accent, p.border)},
        {"@accentSoft", p.accentSoft},
        {"@accent", p.accent},
        {"@onAccent", p.onAccent},
        {"@window", p.window},
        {"@sidebar", p.sidebar},
        {"@card", p.card},
        {"@bubble", p.bubble},
        {"@hover", p.hover},
        {"@pressed", p.pressed},
        {"@border", p.border},
        {"@text", p.text},
        {"@mutedText", p.mutedText},
        {"@errorSoft", p.errorSoft},
        {"@error", p.error},
        {"@selection", p.selection},
    };
    QString sheet = QString::fromLatin1(kTemplate);
    sheet.replace(QLatin1String("@tickSize"), QStringLiteral("%1px").arg(tickSize));
    sheet.replace(QLatin1String("@sendRadius"), QStringLiteral("%1px").arg(sendSize / 2));
    sheet.replace(QLatin1String("@checkMark"),
                  p.onAccent.lightness() < 128 ? QLatin1String("check-mark-dark")
                                               : QLatin1String("check-mark"));
    for (const auto& [name, colour] : colours)
        sheet.replace(QLatin1String(name), colour.name());
    return sheet;
}

} // namespace ui
