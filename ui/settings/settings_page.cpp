#include "ui/settings/settings_page.h"

#include "ui/theme/metrics.h"
#include "ui/theme/theme.h"
#include "ui/widgets/stacked_row.h"

#include <QAbstractButton>
#include <QAbstractSpinBox>
#include <QCheckBox>
#include <QComboBox>
#include <QDoubleSpinBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QMouseEvent>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QStyle>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>
#include <utility>

namespace ui {

namespace {

constexpr int kControlWidth = 190;
// A control stands below its label in text of this size and on pages that are not this wide.
constexpr double kLargeText = 1.4;
constexpr int kUsualWidth = 440; // in text of the desktop's size

// "0 to 2": what a number field takes. Empty: it is none.
QString rangeOf(const QWidget* control)
{
    const QLocale locale;
    const auto words = [](const QString& low, const QString& high) {
        return SettingsPage::tr("%1 to %2").arg(low, high);
    };
    if (const auto* box = qobject_cast<const QSpinBox*>(control))
        return words(locale.toString(box->minimum()), locale.toString(box->maximum()));
    if (const auto* box = qobject_cast<const QDoubleSpinBox*>(control))
        return words(locale.toString(box->minimum()), locale.toString(box->maximum()));
    return {};
}

// A label and its explanation: a click on them is one on their check box, if they have one.
class RowWords : public QWidget
{
public:
    RowWords(QWidget* control, QWidget* parent)
        : QWidget(parent)
        , m_box(qobject_cast<QCheckBox*>(control))
    {
    }

protected:
    void mousePressEvent(QMouseEvent* event) override
    {
        event->setAccepted(m_box != nullptr && event->button() == Qt::LeftButton);
    }
    void mouseReleaseEvent(QMouseEvent* event) override
    {
        if (m_box != nullptr && event->button() == Qt::LeftButton &&
            rect().contains(event->position().toPoint()))
            m_box->click();
    }

private:
    QCheckBox* m_box;
};

} // namespace

SettingsPage::SettingsPage(const Theme& theme, const QString& title, QWidget* parent)
    : QWidget(parent)
    , m_theme(theme)
    , m_title(title)
    , m_layout(new QVBoxLayout(this))
    , m_width(kUsualWidth)
{
    m_layout->setSpacing(kSpaceL + 2);
    addHeading(title);
    connect(&theme, &Theme::changed, this, &SettingsPage::arrange);
}

void SettingsPage::addHeading(const QString& text)
{
    auto* label = new QLabel(text, this);
    const auto restyle = [this, label] {
        QFont font = m_theme.font();
        font.setPointSizeF(font.pointSizeF() * 1.35);
        font.setWeight(QFont::DemiBold);
        label->setFont(font);
    };
    connect(&m_theme, &Theme::changed, label, restyle);
    restyle();
    m_layout->addWidget(label);
}

QWidget*
SettingsPage::labelColumn(const QString& label, const QString& explanation, QWidget* control)
{
    auto* column = new RowWords(control, this);
    auto* layout = new QVBoxLayout(column);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(2);
    auto* name = new QLabel(label, column);
    name->setWordWrap(true);
    name->setBuddy(control);
    control->setAccessibleName(label);
    layout->addWidget(name);
    m_rows << Row{name, nullptr, control};
    if (!explanation.isEmpty()) {
        auto* text = new QLabel(column);
        m_rows.last().explanation = text;
        setExplanation(control, explanation);
        text->setWordWrap(true);
        text->setProperty("look", "muted");
        const auto restyle = [this, text] { text->setFont(m_theme.smallFont()); };
        connect(&m_theme, &Theme::changed, text, restyle);
        restyle();
        layout->addWidget(text);
    }
    return column;
}

void SettingsPage::addRow(const QString& label, const QString& explanation, QWidget* control)
{
    auto* row = new QHBoxLayout;
    row->addWidget(labelColumn(label, explanation, control), 1, Qt::AlignVCenter);
    QWidget* field = withRange(control);
    row->addWidget(field, 0, Qt::AlignVCenter | Qt::AlignRight);
    m_layout->addLayout(row);
    m_rows.last().layout = row;
}

// A number field with what it takes below it; another control alone.
QWidget* SettingsPage::withRange(QWidget* control)
{
    const QString range = rangeOf(control);
    if (range.isEmpty())
        return control;
    auto* field = new QWidget(this);
    auto* layout = new QVBoxLayout(field);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(2);
    auto* text = new QLabel(range, field);
    text->setProperty("look", "muted");
    const auto restyle = [this, text] { text->setFont(m_theme.smallFont()); };
    connect(&m_theme, &Theme::changed, text, restyle);
    restyle();
    layout->addWidget(control);
    layout->addWidget(text);
    m_rows.last().range = text;
    describe(m_rows.last());
    return field;
}

void SettingsPage::setUsualRange(int low, int high)
{
    const QLocale locale;
    m_rows.last().range->setText(
        tr("usually %1 to %2").arg(locale.toString(low), locale.toString(high)));
    describe(m_rows.last());
}

// What a screen reader says of a control after its name.
void SettingsPage::describe(const Row& row)
{
    QStringList words;
    for (const QLabel* label : {row.explanation, row.range}) {
        if (label != nullptr)
            words << label->text();
    }
    row.control->setAccessibleDescription(words.join(u' '));
}

void SettingsPage::addWide(const QString& label, const QString& explanation, QWidget* control)
{
    m_layout->addWidget(labelColumn(label, explanation, control));
    m_layout->addWidget(control);
}

void SettingsPage::addOtherWords(const QString& words)
{
    m_rows.last().otherWords = words;
}

void SettingsPage::setExplanation(QWidget* control, const QString& explanation)
{
    for (const Row& row : m_rows) {
        if (row.control != control)
            continue;
        row.explanation->setText(explanation);
        describe(row);
    }
}

void SettingsPage::addWidget(QWidget* widget)
{
    m_layout->addWidget(widget);
}

QList<QStringList> SettingsPage::rowTexts() const
{
    QList<QStringList> texts;
    for (const Row& row : m_rows) {
        QStringList found{row.label->text(),
                          row.explanation != nullptr ? row.explanation->text() : QString(),
                          row.otherWords};
        if (const auto* box = qobject_cast<QComboBox*>(row.control)) {
            for (int i = 0; i < box->count(); ++i)
                found << box->itemText(i);
        }
        for (const QAbstractButton* button : row.control->findChildren<QAbstractButton*>())
            found << button->text();
        texts << found;
    }
    return texts;
}

void SettingsPage::markRow(int row)
{
    const auto show = [this](int which, const char* look) {
        if (which < 0 || which >= m_rows.size())
            return;
        QLabel* label = m_rows[which].label;
        label->setProperty("look", look);
        label->style()->unpolish(label);
        label->style()->polish(label);
    };
    show(m_marked, "");
    m_marked = row;
    show(m_marked, "found");
}

QWidget* SettingsPage::rowControl(int row) const
{
    return m_rows.value(row).control;
}

QWidget* SettingsPage::rowWords(int row) const
{
    const QLabel* label = m_rows.value(row).label;
    return label == nullptr ? nullptr : label->parentWidget();
}

void SettingsPage::stackWhenNarrow(QBoxLayout* row)
{
    m_stacked << row;
}

void SettingsPage::fitTo(int width)
{
    m_width = width;
    arrange();
}

void SettingsPage::arrange()
{
    const double scale = m_theme.textScale();
    const bool isNarrow = m_width < kUsualWidth * scale;
    const bool isBelow = isNarrow || scale >= kLargeText;
    const int side = isNarrow ? kSpaceL : kSpaceXl + kSpaceXs;
    const int room = m_width - 2 * side;
    m_layout->setContentsMargins(side, kSpaceXl, side, kSpaceXl);
    for (QBoxLayout* row : std::as_const(m_stacked))
        setStacked(*row, room < widthOf(*row));
    // Boxes below one another are of one width: that of the widest choice.
    int widest = kControlWidth;
    for (const Row& row : m_rows) {
        if (qobject_cast<QComboBox*>(row.control) != nullptr)
            widest = std::max(widest, row.control->sizeHint().width());
    }
    for (const Row& row : m_rows) {
        if (row.layout == nullptr)
            continue;
        const bool isBox = qobject_cast<QComboBox*>(row.control) != nullptr ||
                           qobject_cast<QAbstractSpinBox*>(row.control) != nullptr;
        row.control->setMinimumWidth(std::min(room, isBox ? widest : kControlWidth));
        setStacked(*row.layout, isBelow);
        row.layout->setSpacing(isBelow ? kSpaceXs : kSpaceXl);
        row.layout->setAlignment(row.layout->itemAt(1)->widget(),
                                 Qt::AlignVCenter | (isBelow ? Qt::AlignLeft : Qt::AlignRight));
    }
}

void SettingsPage::showEvent(QShowEvent* event)
{
    arrange(); // the boxes know their widths now
    QWidget::showEvent(event);
}

void SettingsPage::addStretch()
{
    m_layout->addStretch(1);
}

void SettingsPage::follow(app::Settings& settings,
                          app::Settings::Key key,
                          QWidget* control,
                          std::function<void()> show)
{
    const auto quietly = [control, show = std::move(show)] {
        const QSignalBlocker quiet(control);
        show();
    };
    quietly();
    connect(&settings, &app::Settings::changed, control, [key, quietly](app::Settings::Key other) {
        if (other == key)
            quietly();
    });
}

void showNumber(QSpinBox* box, int value)
{
    if (box->value() != value)
        box->setValue(value);
}

void showNumber(QDoubleSpinBox* box, double value)
{
    if (std::abs(box->value() - value) >= std::pow(10.0, -box->decimals()) / 2)
        box->setValue(value);
}

} // namespace ui
