// The list of conversations in its window, driven as a person would.
#include "tests/support/window_desk.h"
#include "ui/settings/settings_dialog.h"
#include "ui/sidebar/conversation_model.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QListView>
#include <QMessageBox>
#include <QPushButton>
#include <QTemporaryDir>
#include <QtTest>

#include <memory>

namespace {

struct Desk : tests::WindowDesk
{
    using WindowDesk::WindowDesk;

    QListView* list() { return part<QListView>("conversationList"); }
    // What stands in the list, with its headings.
    QStringList rows()
    {
        QStringList texts;
        for (int row = 0; row < list()->model()->rowCount(); ++row)
            texts << list()->model()->index(row, 0).data().toString();
        return texts;
    }
    void import(const QString& file)
    {
        window.openSettings();
        window.findChild<ui::SettingsDialog*>()->showPage(3);
        controller.previewImport({file});
        QTRY_VERIFY(part<QMessageBox>("importConfirmation") != nullptr);
        part<QMessageBox>("importConfirmation")->defaultButton()->click();
        QTRY_VERIFY(part<QMessageBox>("importConfirmation") == nullptr);
        window.findChild<ui::SettingsDialog*>()->close();
    }
    void newConversation(const QString& text)
    {
        QTest::mouseClick(part<QPushButton>("newButton"), Qt::LeftButton);
        QVERIFY(ask(text));
        QTRY_VERIFY(rows().contains(text));
    }
};

// A conversation as ChatGPT exports it.
QJsonObject exported(const QString& title, const QDate& day)
{
    const auto seconds = double(day.startOfDay(Qt::UTC).toSecsSinceEpoch());
    const QJsonObject message{
        {"author", QJsonObject{{"role", "user"}}},
        {"content", QJsonObject{{"content_type", "text"}, {"parts", QJsonArray{"Hello"}}}},
        {"create_time", seconds}};
    return {{"title", title},
            {"create_time", seconds},
            {"update_time", seconds},
            {"current_node", "a"},
            {"mapping",
             QJsonObject{{"a",
                          QJsonObject{{"id", "a"},
                                      {"message", message},
                                      {"parent", QJsonValue()},
                                      {"children", QJsonArray()}}}}}};
}

} // namespace

class TestSidebar : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_folder = std::make_unique<QTemporaryDir>();
        m_desk = std::make_unique<Desk>(*m_folder);
    }
    void cleanup() { m_desk.reset(); }

    void importsStandWhereTheirDatesBelong()
    {
        QVERIFY(m_desk->ask(QStringLiteral("one")));
        m_desk->import(write({exported(QStringLiteral("spring"), {2022, 4, 15}),
                              exported(QStringLiteral("autumn"), {2023, 11, 15})}));
        QTRY_COMPARE(m_desk->rows().join(u'|'),
                     QStringLiteral("Today|one|November 2023|autumn|April 2022|spring"));
        m_desk->newConversation(QStringLiteral("two"));
        // Another one comes between those of the first.
        m_desk->import(write({exported(QStringLiteral("winter"), {2023, 1, 15})}));
        const QString all = QStringLiteral(
            "Today|two|one|November 2023|autumn|January 2023|winter|April 2022|spring");
        QTRY_COMPARE(m_desk->rows().join(u'|'), all);
        m_desk.reset();
        m_desk = std::make_unique<Desk>(*m_folder);
        QTRY_COMPARE(m_desk->rows().join(u'|'), all);
    }

private:
    QString write(const QJsonArray& conversations)
    {
        const QString name = m_folder->filePath(QStringLiteral("conversations.json"));
        QFile file(name);
        if (!file.open(QIODevice::WriteOnly) ||
            file.write(QJsonDocument(conversations).toJson()) < 0)
            qFatal("no export could be written");
        return name;
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<Desk> m_desk;
};

QTEST_MAIN(TestSidebar)
#include "tst_sidebar.moc"
