// A label that is too narrow for its text tells all of it.
#include "ui/widgets/elided_label.h"

#include <QHelpEvent>
#include <QtTest>

class TestElidedLabel : public QObject
{
    Q_OBJECT

private slots:
    void tellsWhatIsLeftOut()
    {
        const QString model = QStringLiteral("a model with a name of many words and numbers");
        ui::ElidedLabel label;
        label.setText(QStringLiteral("ok"));
        label.resize(label.sizeHint());
        label.show();
        QCOMPARE(toolTip(label), QString());
        label.setText(model); // without a change of size
        QCOMPARE(toolTip(label), model);
        label.resize(label.sizeHint());
        QCOMPARE(toolTip(label), QString());
        label.resize(label.width() / 2, label.height());
        QCOMPARE(toolTip(label), model);
        label.setText(QStringLiteral("ok"));
        QCOMPARE(toolTip(label), QString());
    }

    void leavesOutWhatItIsTold()
    {
        const QString model = QStringLiteral("a model with a name of many words and numbers");
        ui::ElidedLabel label(nullptr, Qt::ElideMiddle);
        label.setText(model);
        label.resize(label.sizeHint().width() / 2, label.sizeHint().height());
        ui::ElidedLabel whole;
        whole.setText(label.fontMetrics().elidedText(model, Qt::ElideMiddle, label.width()));
        whole.resize(label.size());
        QCOMPARE(label.grab().toImage(), whole.grab().toImage());
    }

private:
    // As a pointer that rests on it finds it.
    static QString toolTip(ui::ElidedLabel& label)
    {
        QHelpEvent event(QEvent::ToolTip, {1, 1}, label.mapToGlobal(QPoint(1, 1)));
        QCoreApplication::sendEvent(&label, &event);
        return label.toolTip();
    }
};

QTEST_MAIN(TestElidedLabel)
#include "tst_elided_label.moc"
