// SHA-256 against Qt's, at every length around the block's ends, and in pieces.
#include "core/base/sha256.h"

#include <QCryptographicHash>
#include <QTest>

class TestSha256 : public QObject
{
    Q_OBJECT

private slots:
    void equalsQt()
    {
        QByteArray message;
        for (int length = 0; length < 300; ++length) {
            const QByteArray expected =
                QCryptographicHash::hash(message, QCryptographicHash::Sha256).toHex();
            core::Sha256 whole;
            whole.update(message.toStdString());
            QCOMPARE(QByteArray::fromStdString(core::hex(whole.finish())), expected);
            core::Sha256 pieces;
            for (int at = 0; at < length; at += 7)
                pieces.update(message.mid(at, 7).toStdString());
            QCOMPARE(QByteArray::fromStdString(core::hex(pieces.finish())), expected);
            message += static_cast<char>(length * 37 + 11);
        }
    }
};

QTEST_APPLESS_MAIN(TestSha256)
#include "tst_sha256.moc"
