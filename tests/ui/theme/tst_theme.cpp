// What the style makes of controls, seen in their pictures.
#include "ui/theme/theme.h"

#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QtTest>

#include <algorithm>
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

    // The mark stands out from the box, and the ring of the focus moves nothing.
    void checkBoxesAreReadable_data() { modes(); }
    void checkBoxesAreReadable()
    {
        QFETCH(ui::ThemeMode, mode);
        m_theme->apply(mode, 1);
        QWidget window;
        QCheckBox box(QStringLiteral("Written by the model"), &window);
        box.setChecked(true);
        box.resize(box.sizeHint());
        window.setFocusPolicy(Qt::StrongFocus);
        window.show();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        window.setFocus();
        const QImage plain = box.grab().toImage();
        double contrast = 1;
        for (int x = 2; x < 18; ++x) {
            const QColor colour = plain.pixelColor(x, plain.height() / 2);
            contrast = std::max(contrast, ui::contrastRatio(colour, m_theme->palette().accent));
        }
        QVERIFY2(contrast >= 4.5, qPrintable(QString::number(contrast)));

        box.setFocus();
        const QImage focused = box.grab().toImage();
        QVERIFY(focused != plain);
        const QRect words(24, 0, plain.width() - 24, plain.height());
        QCOMPARE(focused.copy(words), plain.copy(words));
        const QColor ring = m_theme->palette().text;
        QCOMPARE(focused.pixelColor(10, (plain.height() - 20) / 2), ring);
        QCOMPARE(focused.pixelColor(10, (plain.height() - 20) / 2 + 19), ring);
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
