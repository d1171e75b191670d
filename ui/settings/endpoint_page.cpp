#include "ui/settings/endpoint_page.h"

#include "app/settings/settings.h"

#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QFocusEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>

namespace ui {

namespace {

// Qt does not take it for an edit where a hidden text is emptied with the first key, and would say
// nothing when the field is left.
class KeyEdit final : public QLineEdit
{
public:
    using QLineEdit::QLineEdit;

protected:
    void focusOutEvent(QFocusEvent* event) override
    {
        QLineEdit::focusOutEvent(event);
        if (event->reason() != Qt::PopupFocusReason)
            emit editingFinished();
    }
};

} // namespace

EndpointPage::EndpointPage(const Theme& theme, app::Settings& settings, QWidget* parent)
    : SettingsPage(theme, tr("Local endpoint"), parent)
    , m_address(new QLineEdit(this))
    , m_copy(new QPushButton(tr("Copy"), this))
    , m_error(new QLabel(this))
{
    using Key = app::Settings::Key;
    auto* enabled = new QCheckBox(this);
    enabled->setObjectName(QStringLiteral("endpointSwitch"));
    follow(settings, Key::EndpointEnabled, enabled, [enabled, &settings] {
        enabled->setChecked(settings.endpointEnabled());
    });
    connect(enabled, &QCheckBox::toggled, &settings, &app::Settings::setEndpointEnabled);
    addRow(tr("Let other programs use the model"),
           tr("Programs on this computer that speak the OpenAI protocol can then ask it. Nothing "
              "is reachable from other computers."),
           enabled);
    addOtherWords(tr("API server HTTP"));

    auto* port = new QSpinBox(this);
    port->setObjectName(QStringLiteral("portBox"));
    port->setRange(1024, 65535);
    port->setGroupSeparatorShown(false);
    port->setKeyboardTracking(false);
    port->setCorrectionMode(QAbstractSpinBox::CorrectToNearestValue);
    follow(settings, Key::EndpointPort, port, [port, &settings] {
        showNumber(port, settings.endpointPort());
    });
    connect(port, &QSpinBox::valueChanged, &settings, [&settings](int value) {
        settings.setEndpointPort(quint16(value));
    });
    addRow(tr("Port"),
           tr("From 1024 to 65535: the system keeps lower ones for its own services."),
           port);

    auto* key = new KeyEdit(this);
    key->setObjectName(QStringLiteral("apiKeyEdit"));
    key->setPlaceholderText(tr("None"));
    key->setEchoMode(QLineEdit::PasswordEchoOnEdit);
    follow(settings, Key::EndpointApiKey, key, [key, &settings] {
        key->setText(settings.endpointApiKey());
    });
    connect(key, &QLineEdit::editingFinished, &settings, [key, &settings] {
        settings.setEndpointApiKey(key->text());
    });
    addRow(tr("API key"), tr("If there is one, every program has to show it."), key);

    auto* row = new QWidget(this);
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    m_address->setObjectName(QStringLiteral("addressEdit"));
    m_address->setReadOnly(true);
    m_address->setAccessibleName(tr("Address"));
    layout->addWidget(m_address, 1);
    layout->addWidget(m_copy);
    connect(m_copy, &QPushButton::clicked, this, [this] {
        QApplication::clipboard()->setText(m_address->text());
    });
    addWide(tr("Address"), tr("What to enter as base URL in the other program."), row);
    m_error->setProperty("look", "error");
    m_error->setTextFormat(Qt::PlainText);
    m_error->setWordWrap(true);
    addWide({}, {}, m_error);
    addStretch();
    setEndpointState({}, {});
}

void EndpointPage::setEndpointState(const QString& url, const QString& error)
{
    m_address->setText(url);
    m_address->setPlaceholderText(tr("Off"));
    m_copy->setEnabled(!url.isEmpty());
    m_error->setText(error);
}

} // namespace ui
