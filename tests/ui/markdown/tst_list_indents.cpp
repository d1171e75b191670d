#include "ui/markdown/list_indents.h"

#include "ui/markdown/block_item.h"
#include "ui/markdown/block_parser.h"
#include "ui/markdown/block_spacing.h"
#include "ui/theme/theme.h"

#include <QFontMetricsF>
#include <QtTest>

using namespace ui::markdown;

class TestListIndents : public QObject
{
    Q_OBJECT

private:
    const ui::Theme m_theme;

    std::vector<BlockItem> itemsOf(const QString& text) const
    {
        std::vector<BlockItem> items;
        for (const Block& block : parseBlocks(text).blocks)
            items.emplace_back(block);
        indentLists(items, m_theme);
        return items;
    }

    int roomFor(const QString& marker) const
    {
        const QFontMetricsF metrics(m_theme.readingFont());
        return int(std::ceil(metrics.horizontalAdvance(marker))) + kMarkerGap;
    }

private slots:
    void theWidestNumberHasRoom()
    {
        const auto items = itemsOf(QStringLiteral("1. a\n1998) b\n\n   more of b\n2. c\n"));
        QCOMPARE(items.size(), std::size_t(4));
        for (const BlockItem& item : items)
            QCOMPARE(item.left(), roomFor(QStringLiteral("1998)")));
    }

    void otherListsAreNotMoved()
    {
        const auto items = itemsOf(QStringLiteral("- a\n\ntext\n\n1000. b\n\ntext\n\n- c\n"));
        QCOMPARE(items.back().left(), items.front().left());
        QVERIFY(items.front().left() < items[2].left());
        QCOMPARE(items[1].left(), 0);
    }

    void nestedListsStandFurtherInThanTheirParents()
    {
        const auto items = itemsOf(QStringLiteral("1000. a\n      - b\n"));
        const int bullet = itemsOf(QStringLiteral("- a\n")).front().left();
        QCOMPARE(items.back().left(), items.front().left() + bullet);
        const auto unindented = itemsOf(QStringLiteral("1. a\n- b\n"));
        QCOMPARE(unindented.back().left(), unindented.front().left() + bullet);
    }

    void quotesStandInTheirItem()
    {
        const auto items =
            itemsOf(QStringLiteral("1000. a\n\n      > b\n      > - c\n\n      d\n\n> e"));
        const int item = items.front().left();
        const int quote = items.back().left();
        QVERIFY(quote > 0);
        QCOMPARE(items[1].left(), item + quote);
        QVERIFY(items[2].left() > item + quote);
        QCOMPARE(items[3].left(), item);
    }

    void theFirstMovedItemIsTold()
    {
        auto items = itemsOf(QStringLiteral("text\n\n9. a\n"));
        QCOMPARE(indentLists(items, m_theme), items.size());
        items.emplace_back(parseBlocks(QStringLiteral("1000. b\n")).blocks.first());
        QCOMPARE(indentLists(items, m_theme), std::size_t(1));
    }
};

QTEST_MAIN(TestListIndents)
#include "tst_list_indents.moc"
