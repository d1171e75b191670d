#include "ui/settings/endpoint_page.h"

#include "app/settings/settings.h"
#include "ui/widgets/announcement.h"

#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QFocusEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QRandomGenerator>

namespace ui {

namespace {

constexpr int kLowestPort = 1024; // the system's own services have lower ones
constexpr int kHighestPort = 65535;

// 128 random bits.
QString newKey()
{
    quint32 bits[4];
    QRandomGenerator::system()->fillRange(bits);
    QString key = QStringLiteral("sk-");
    for (const quint32 part : bits)
        key += QStringLiteral("%1").arg(part, 8, 16, QLatin1Char('0'));
    return key;
}

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
           tr("Programs on this computer that speak the protocol of OpenAI, Anthropic or Ollama "
              "can then ask it. Nothing is reachable from other computers."),
           enabled);
    addOtherWords(tr("API server HTTP"));

    addPort(settings);
    addApiKey(settings);

    auto* row = new QWidget(this);
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    stackWhenNarrow(layout);
    m_address->setObjectName(QStringLiteral("addressEdit"));
    m_address->setReadOnly(true);
    m_address->setAccessibleName(tr("Address"));
    layout->addWidget(m_address, 1);
    layout->addWidget(m_copy);
    connect(m_copy, &QPushButton::clicked, this, [this] {
        QApplication::clipboard()->setText(m_address->text());
    });
    addWide(tr("Address"),
            tr("What to enter as base URL in the other program; for the protocols of Anthropic and "
               "Ollama without /v1."),
            row);
    m_error->setProperty("look", "error");
    m_error->setTextFormat(Qt::PlainText);
    m_error->setWordWrap(true);
    addWide({}, {}, m_error);
    addStretch();
    setEndpointState({}, {});
}

// What is not a port is said, not bent into one.
void EndpointPage::addPort(app::Settings& settings)
{
    auto* port = new QLineEdit(this);
    port->setObjectName(QStringLiteral("portBox"));
    auto* note = new QLabel(this);
    note->setObjectName(QStringLiteral("portNote"));
    note->setProperty("look", "error");
    note->setTextFormat(Qt::PlainText);
    note->setWordWrap(true);
    const auto show = [port, &settings] {
        port->setText(QString::number(settings.endpointPort()));
    };
    follow(settings, app::Settings::Key::EndpointPort, port, show);
    connect(port, &QLineEdit::textEdited, note, &QLabel::hide);
    connect(port, &QLineEdit::editingFinished, this, [port, note, show, &settings] {
        bool isNumber = false;
        const int value = port->text().trimmed().toInt(&isNumber);
        if (isNumber && value >= kLowestPort && value <= kHighestPort) {
            settings.setEndpointPort(quint16(value));
            return;
        }
        note->setText(tr("A port is a number from %1 to %2; it stays as it was.")
                          .arg(QString::number(kLowestPort), QString::number(kHighestPort)));
        note->show();
        announce(*note, note->text());
        show();
    });
    addRow(tr("Port"),
           tr("From 1024 to 65535: the system keeps lower ones for its own services."),
           port);
    addWidget(note);
    note->hide();
}

void EndpointPage::addApiKey(app::Settings& settings)
{
    auto* row = new QWidget(this);
    auto* key = new KeyEdit(row);
    key->setObjectName(QStringLiteral("apiKeyEdit"));
    key->setAccessibleName(tr("API key"));
    key->setPlaceholderText(tr("None"));
    key->setEchoMode(QLineEdit::PasswordEchoOnEdit);
    auto* shown = new QPushButton(tr("Show"), row);
    shown->setObjectName(QStringLiteral("showKeyButton"));
    shown->setCheckable(true);
    auto* copy = new QPushButton(tr("Copy"), row);
    copy->setObjectName(QStringLiteral("copyKeyButton"));
    auto* make = new QPushButton(tr("Make one"), row);
    make->setObjectName(QStringLiteral("makeKeyButton"));
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    stackWhenNarrow(layout);
    layout->addWidget(key, 1);
    for (QPushButton* button : {shown, copy, make})
        layout->addWidget(button);
    const auto offer = [key, shown, copy] {
        shown->setEnabled(!key->text().isEmpty());
        copy->setEnabled(!key->text().isEmpty());
    };
    follow(settings, app::Settings::Key::EndpointApiKey, key, [key, offer, &settings] {
        key->setText(settings.endpointApiKey());
        offer();
    });
    connect(key, &QLineEdit::textChanged, this, offer);
    connect(key, &QLineEdit::editingFinished, &settings, [key, &settings] {
        settings.setEndpointApiKey(key->text());
    });
    connect(shown, &QPushButton::toggled, key, [key, shown](bool isShown) {
        key->setEchoMode(isShown ? QLineEdit::Normal : QLineEdit::PasswordEchoOnEdit);
        shown->setText(isShown ? tr("Hide") : tr("Show"));
    });
    connect(copy, &QPushButton::clicked, key, [key] {
        QApplication::clipboard()->setText(key->text());
    });
    connect(make, &QPushButton::clicked, &settings, [&settings] {
        settings.setEndpointApiKey(newKey());
    });
    addWide(tr("API key"), tr("If there is one, every program has to show it."), row);
}

void EndpointPage::setEndpointState(const QString& url, const QString& error)
{
    m_address->setText(url);
    m_address->setPlaceholderText(tr("Off"));
    m_copy->setEnabled(!url.isEmpty());
    m_error->setText(error);
}

} // namespace ui
