// What the style makes of controls, seen in their pictures.
#include "ui/theme/theme.h"

#include <QApplication>
#include <QComboBox>
#include <QtTest>

#include <memory>

Q_DECLARE_METATYPE(ui::ThemeMode)

class TestTheme : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { m_theme = std::make_unique<ui::Theme>(); }

    void openedListIsFramed_data() { modes(); }
    void openedListIsFramed()
    {
        QFETCH(ui::ThemeMode, mode);
        m_theme->apply(mode, 1);
        QComboBox box;
        box.addItems({QStringLiteral("90 %"), QStringLiteral("100 %"), QStringLiteral("115 %")});
        box.show();
        QVERIFY(QTest::qWaitForWindowActive(&box));
        box.showPopup();
        QWidget* list = QApplication::activePopupWidget();
        QVERIFY(list != nullptr);
        const QImage picture = list->grab().toImage();
        const QRect all = picture.rect();
        for (const QPoint at : {QPoint(all.left(), all.center().y()),
                                QPoint(all.right(), all.center().y()),
                                QPoint(all.center().x(), all.top()),
                                QPoint(all.center().x(), all.bottom())})
            QCOMPARE(picture.pixelColor(at), m_theme->palette().border);
        box.hidePopup();
    }

private:
    static void modes()
    {
        QTest::addColumn<ui::ThemeMode>("mode");
        QTest::newRow("light") << ui::ThemeMode::Light;
        QTest::newRow("dark") << ui::ThemeMode::Dark;
        QTest::newRow("high contrast, light") << ui::ThemeMode::ContrastLight;
        QTest::newRow("high contrast, dark") << ui::ThemeMode::ContrastDark;
    }

    std::unique_ptr<ui::Theme> m_theme;
};

QTEST_MAIN(TestTheme)
#include "tst_theme.moc"
