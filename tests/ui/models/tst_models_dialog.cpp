// The window of the models: what it tells of them, and what it lets be done.
#include "app/models/model_error.h"
#include "tests/support/tiny_llama.h"
#include "tests/support/window_desk.h"
#include "ui/models/models_dialog.h"
#include "ui/theme/language.h"

#include <QDir>
#include <QLabel>
#include <QListWidget>
#include <QMenu>
#include <QMessageBox>
#include <QPushButton>
#include <QScrollArea>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

class TestModelsDialog : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        ui::useLanguage(QStringLiteral("en"));
        m_folder = std::make_unique<QTemporaryDir>();
        qputenv("FIRESIDE_DATA_DIR", m_folder->filePath(QStringLiteral("fireside")).toUtf8());
        // The trash of the person's own desktop is left alone.
        qputenv("XDG_DATA_HOME", m_folder->filePath(QStringLiteral("share")).toUtf8());
        m_desk = std::make_unique<tests::WindowDesk>(*m_folder);
        m_own = make(QStringLiteral("fireside/data/models/Tiny-Own.Q8_0.gguf"));
        m_other = make(QStringLiteral("elsewhere/Tiny-Other.Q8_0.gguf"));
        core::ModelInfo info = m_desk->inference.modelInfo();
        info.path = m_own.toStdString();
        m_desk->inference.setModelInfo(info);
        m_desk->settings.addKnownModel(m_other);
        connect(&m_desk->window, &ui::MainWindow::modelFilesChanged, this, [this] { list(); });
        list();
    }
    void cleanup() { m_desk.reset(); }

    void tellsWhatAModelIs()
    {
        open(m_own);
        const auto facts = [this] {
            QStringList texts;
            for (const QLabel* label : m_dialog->findChildren<QLabel*>())
                texts << label->accessibleName();
            return texts.join(u'\n');
        };
        QTRY_VERIFY(facts().contains(QStringLiteral("Architecture: llama")));
        QCOMPARE(m_desk->part<QLabel>("modelTitle")->text(), QStringLiteral("Tiny Own"));
        QVERIFY(facts().contains(QStringLiteral("Quantisation: Q8_0")));
        QVERIFY(facts().contains(QStringLiteral("Longest context: 256 tokens")));
        QVERIFY(facts().contains(QStringLiteral("with a context of 256 tokens")));
        QVERIFY(facts().contains(QStringLiteral("Chat template: yes")));
        QVERIFY(facts().contains(QStringLiteral("Licence: mit")));
        QVERIFY(facts().contains(m_own));
        m_desk->settings.setContextTokens(app::Settings::kMinContextTokens);
        QVERIFY(!facts().contains(QStringLiteral("Architecture"))); // it is read anew
        QTRY_VERIFY(facts().contains(QStringLiteral("Architecture")));
    }

    void saysWhatIsWrongWithAFile()
    {
        QFile file(m_other);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("PK");
        file.close();
        open(m_other);
        auto* note = m_desk->part<QLabel>("modelNote");
        QTRY_VERIFY(note->isVisible());
        QVERIFY(note->text().contains(m_other));
    }

    void saysWhatIsWrongInTheLanguageOfTheWindows_data()
    {
        QTest::addColumn<QByteArray>("contents");
        QTest::addColumn<QString>("begins");
        QTest::addColumn<QString>("details");
        const auto built = [](tests::GgufBuilder builder) {
            return QByteArray::fromStdString(builder.build());
        };
        const QByteArray sound = built(tests::tinyLlama());
        QTest::newRow("no model") << QByteArray("PK, not a model")
                                  << QStringLiteral("这个文件不是模型") << "begin with \"GGUF\"";
        QTest::newRow("cut short")
            << sound.left(sound.size() / 2) << QStringLiteral("模型文件已损坏或不完整")
            << "download it again";
        QTest::newRow("architecture")
            << built(tests::tinyLlama().set("general.architecture", std::string("abacus")))
            << QStringLiteral("此版本不支持该模型的架构、量化类型或格式") << "abacus";
        QTest::newRow("quantisation")
            << built(tests::tinyLlama().addRawTensor(
                   {"odd", {32}, 99, std::string(32, '\0'), {}, {}}))
            << QStringLiteral("此版本不支持该模型的架构、量化类型或格式") << "unknown type 99";
    }

    void saysWhatIsWrongInTheLanguageOfTheWindows()
    {
        QFETCH(QByteArray, contents);
        QFETCH(QString, begins);
        QFETCH(QString, details);
        ui::useLanguage(QStringLiteral("zh_CN"));
        QVERIFY(tests::writeFile(m_other.toStdString(), contents.toStdString()));
        open(m_other);
        auto* note = m_desk->part<QLabel>("modelNote");
        QTRY_VERIFY(note->isVisible());
        QVERIFY2(note->text().startsWith(begins), qPrintable(note->text()));
        QVERIFY2(note->text().contains(details), qPrintable(note->text()));
        QVERIFY(note->text().contains(m_other));
        const core::Error memory{core::ErrorCode::OutOfMemory, "expected 9 GB"};
        QCOMPARE(app::modelErrorText(memory),
                 QStringLiteral("内存不足，无法打开该模型；请选择较小的模型或较小的上下文窗口。"
                                "详情：expected 9 GB"));
        ui::useLanguage(QStringLiteral("en"));
        QCOMPARE(app::modelErrorText(memory), QStringLiteral("expected 9 GB"));
    }

    void usesTheChosenOne()
    {
        open(m_own);
        auto* use = button("useModelButton");
        QVERIFY(!use->isEnabled()); // it is the current one
        QSignalSpy chosen(&m_desk->window, &ui::MainWindow::modelChosen);
        open(m_other);
        QVERIFY(use->isEnabled());
        QTest::mouseClick(use, Qt::LeftButton);
        QCOMPARE(chosen.value(0).value(0).toString(), m_other);
    }

    void neverRemovesOneInUse()
    {
        open(m_own);
        QVERIFY(!button("removeModelButton")->isEnabled());
        QVERIFY(!button("removeModelButton")->toolTip().isEmpty());
        core::ModelInfo beside = m_desk->inference.modelInfo();
        beside.path = m_other.toStdString();
        m_desk->inference.setOtherModels({beside});
        open(m_other);
        QVERIFY(!button("removeModelButton")->isEnabled());
        // Loaded while the question stands.
        m_desk->inference.setOtherModels({});
        QMessageBox* box = ask(m_other);
        m_desk->inference.setOtherModels({beside});
        press(box, QMessageBox::DestructiveRole);
        QTRY_VERIFY(!button("removeModelButton")->isEnabled());
        QVERIFY(QFile::exists(m_other));
    }

    void movesToTheTrashAfterAQuestion()
    {
        QMessageBox* box = ask(m_other);
        QVERIFY(box->text().contains(QStringLiteral("Tiny Other")));
        QVERIFY(box->informativeText().contains(m_other));
        QTest::keyClick(box, Qt::Key_Escape);
        QTRY_VERIFY(question() == nullptr);
        QVERIFY(QFile::exists(m_other));
        press(ask(m_other), QMessageBox::DestructiveRole);
        QTRY_VERIFY(!QFile::exists(m_other));
        QTRY_COMPARE(rows()->count(), 1);
        QCOMPARE(m_desk->settings.recentModels(), QStringList());
        const QDir trash(m_folder->filePath(QStringLiteral("share/Trash/files")));
        QCOMPARE(trash.entryList(QDir::Files), QStringList{QFileInfo(m_other).fileName()});
    }

    void canOnlyForget()
    {
        press(ask(m_other), QMessageBox::AcceptRole);
        QTRY_COMPARE(rows()->count(), 1);
        QVERIFY(QFile::exists(m_other));
        // What lies where models are looked for would be back at once.
        core::ModelInfo info = m_desk->inference.modelInfo();
        info.path = "/elsewhere.gguf";
        m_desk->inference.setModelInfo(info);
        for (const QAbstractButton* each : ask(m_own)->buttons())
            QVERIFY(question()->buttonRole(const_cast<QAbstractButton*>(each)) !=
                    QMessageBox::AcceptRole);
    }

    void addsAndShowsAFile()
    {
        open(m_own);
        const QString added = make(QStringLiteral("downloads/Another.gguf"));
        m_dialog->addModel(added);
        QTRY_COMPARE(rows()->count(), 3);
        QTRY_COMPARE(m_desk->part<QLabel>("modelTitle")->text(), QStringLiteral("Another"));
        QCOMPARE(m_desk->settings.lastModelPath(), QString()); // it is not opened by that
        m_dialog->addModel(m_folder->path());
        QVERIFY(m_desk->part<QLabel>("modelNote")->text().contains(QStringLiteral("config.json")));
        QCOMPARE(rows()->count(), 3);
    }

    void refusesAFileThatIsNoModel()
    {
        open(m_own);
        const QString path = m_folder->filePath(QStringLiteral("letter.gguf"));
        QVERIFY(tests::writeFile(path.toStdString(), "PK"));
        m_dialog->addModel(path);
        auto* note = m_desk->part<QLabel>("modelNote");
        QTRY_VERIFY(note->isVisible());
        QVERIFY2(note->text().startsWith(QLatin1String("letter.gguf: not a GGUF file")),
                 qPrintable(note->text()));
        QVERIFY(note->text().endsWith(QStringLiteral(" (%1)").arg(path)));
        QVERIFY(!button("useModelButton")->isEnabled());
        QCOMPARE(rows()->count(), 2);
        QCOMPARE(m_desk->settings.recentModels(), QStringList{m_other});
        // It is said until another is chosen; with the focus a list takes a row that is not.
        m_dialog->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_dialog));
        rows()->clearFocus();
        rows()->setFocus();
        QVERIFY(rows()->hasFocus() && note->isVisible());
        rows()->setCurrentRow(0);
        QVERIFY(!note->isVisible() && button("useModelButton")->isEnabled());
    }

    void saysThatAFileIsGone()
    {
        QSignalSpy chosen(&m_desk->window, &ui::MainWindow::modelChosen);
        open(m_other);
        QVERIFY(QFile::remove(m_other));
        QTest::mouseClick(button("useModelButton"), Qt::LeftButton);
        auto* note = m_desk->part<QLabel>("modelNote");
        QVERIFY(note->isVisible());
        QVERIFY2(note->text().startsWith(
                     QLatin1String("Tiny-Other.Q8_0.gguf is no longer there; bring it back")),
                 qPrintable(note->text()));
        QVERIFY(chosen.isEmpty());
        QCOMPARE(rows()->count(), 2);
    }

    void tellsWhyAModelWasNotOpened()
    {
        open(m_other);
        QTest::mouseClick(button("useModelButton"), Qt::LeftButton);
        m_desk->inference.setModelState(app::ModelState::Failed, QStringLiteral("Too large."));
        auto* note = m_desk->part<QLabel>("modelNote");
        QTRY_COMPARE(note->text(), QStringLiteral("Too large."));
    }

    void fitsNarrowScreens_data()
    {
        QTest::addColumn<double>("textScale");
        QTest::newRow("usual text") << 1.0;
        QTest::newRow("large text") << 1.5;
    }

    // All of it is seen or can be scrolled to.
    void fitsNarrowScreens()
    {
        QFETCH(double, textScale);
        m_desk->theme.apply(ui::ThemeMode::Light, textScale);
        open(m_own);
        m_dialog->resize(384, 640);
        QCOMPARE(m_dialog->width(), 384);
        const auto isSeenWhole = [](const QWidget* widget) {
            return widget->visibleRegion().boundingRect() == widget->rect();
        };
        QVERIFY(rows()->height() > 2 * rows()->fontMetrics().height());
        for (const QPushButton* each : m_dialog->findChildren<QPushButton*>())
            QTRY_VERIFY2(isSeenWhole(each), qPrintable(each->text()));
        auto* facts = m_dialog->findChild<QScrollArea*>();
        const auto place = [this, facts] {
            QLabel* found = nullptr;
            for (QLabel* each : facts->findChildren<QLabel*>()) {
                if (each->isVisible() && each->accessibleName().contains(m_own))
                    found = each;
            }
            return found;
        };
        QTRY_VERIFY(place() != nullptr && place()->y() > rows()->height());
        for (const QLabel* each : facts->findChildren<QLabel*>())
            QVERIFY2(!each->isVisible() || each->height() >= each->heightForWidth(each->width()),
                     qPrintable(each->text()));
        facts->ensureWidgetVisible(place());
        QVERIFY(isSeenWhole(place()));
    }

    void isReachedFromTheMenuAndByKeys()
    {
        QTest::keyClick(&m_desk->window, Qt::Key_M, Qt::ControlModifier | Qt::ShiftModifier);
        QVERIFY(m_desk->window.findChild<ui::ModelsDialog*>() != nullptr);
        delete m_desk->window.findChild<ui::ModelsDialog*>();
        QMenu* menu = m_desk->part<QToolButton>("modelButton")->menu();
        emit menu->aboutToShow();
        menu->actions().last()->trigger();
        QVERIFY(m_desk->window.findChild<ui::ModelsDialog*>() != nullptr);
    }

private:
    QString make(const QString& relative)
    {
        const QString path = m_folder->filePath(relative);
        QDir().mkpath(QFileInfo(path).absolutePath());
        tests::GgufBuilder builder = tests::tinyLlama({.matrixType = core::DType::Q8_0});
        builder.set("general.license", std::string("mit"));
        tests::writeFile(path.toStdString(), builder.build());
        return path;
    }
    // As the application does it, of the files that are there still.
    void list()
    {
        QList<ui::KnownModel> models;
        for (const QString& path : m_desk->settings.recentModels() + QStringList{m_own}) {
            if (QFile::exists(path))
                models << ui::KnownModel{QFileInfo(path).completeBaseName(), path, {}};
        }
        m_desk->window.setKnownModels(models);
    }
    void open(const QString& path)
    {
        m_desk->window.openModels();
        m_dialog = m_desk->window.findChild<ui::ModelsDialog*>();
        for (int row = 0; row < rows()->count(); ++row) {
            if (rows()->item(row)->toolTip() == path)
                rows()->setCurrentRow(row);
        }
        QCOMPARE(rows()->currentItem()->toolTip(), path);
    }
    QMessageBox* question() { return m_desk->part<QMessageBox>("removeModelQuestion"); }
    QMessageBox* ask(const QString& path)
    {
        open(path);
        if (!QTest::qWaitFor([this] { return question() == nullptr; })) // of one before
            return nullptr;
        button("removeModelButton")->click();
        return question();
    }
    static void press(QMessageBox* box, QMessageBox::ButtonRole role)
    {
        for (QAbstractButton* each : box->buttons()) {
            if (box->buttonRole(each) == role)
                return each->click();
        }
        QFAIL("there is no such button");
    }
    QPushButton* button(const char* name) { return m_desk->part<QPushButton>(name); }
    QListWidget* rows() { return m_desk->part<QListWidget>("modelList"); }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<tests::WindowDesk> m_desk;
    ui::ModelsDialog* m_dialog = nullptr;
    QString m_own;
    QString m_other;
};

QTEST_MAIN(TestModelsDialog)
#include "tst_models_dialog.moc"
