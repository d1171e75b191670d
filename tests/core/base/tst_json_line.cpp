#include "core/base/json_line.h"

#include <QTest>

#include <nlohmann/json.hpp>

class TestJsonLine : public QObject
{
    Q_OBJECT

private slots:
    void keepsTheOrderOfMembers()
    {
        const nlohmann::ordered_json ordered = {{"b", 1}, {"a", {true, nullptr}}};
        QCOMPARE(core::jsonLine(ordered), std::string(R"({"b":1,"a":[true,null]})"));
        const nlohmann::json sorted = {{"b", 1}, {"a", "x\ny"}};
        QCOMPARE(core::jsonLine(sorted), std::string(R"({"a":"x\ny","b":1})"));
    }

    void replacesWhatIsNotUtf8()
    {
        QCOMPARE(core::jsonLine(nlohmann::json("a\xff"
                                               "b\xe4\xbd")),
                 std::string("\"a\xef\xbf\xbd"
                             "b\xef\xbf\xbd\""));
    }
};

QTEST_APPLESS_MAIN(TestJsonLine)
#include "tst_json_line.moc"
