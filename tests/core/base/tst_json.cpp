#include <cmath>

#include <QTest>

#include "core/base/json.h"

using namespace slipway;

class TestJson : public QObject {
    Q_OBJECT
private slots:
    void saysWhereTextIsBroken() {
        const auto parsed = parseJson("{\"a\":\n 1,}", "body");
        QVERIFY(!parsed);
        QCOMPARE(parsed.error().code, ErrorCode::BadData);
        QVERIFY(parsed.error().message.find("line 2") != std::string::npos);
    }
    void refusesDeepNesting() {
        QVERIFY(!parseJson(std::string(100000, '['), "body"));
        QVERIFY(!parseJson(std::string(300, '[') + std::string(300, ']'), "body"));
        QVERIFY(parseJson(std::string(100, '[') + std::string(100, ']'), "body"));
    }
    void bracketsInTextAreNoNesting() {
        const std::string brackets(5000, '[');
        const auto parsed = parseJson("{\"text\":\"\\\\\\\"" + brackets + "\"}", "body");
        QVERIFY(parsed);
        QCOMPARE((*parsed)["text"].get<std::string>(), "\\\"" + brackets);
        QVERIFY(!parseJson("{\"text\":\"a\",\"b\":" + std::string(300, '[') + std::string(300, ']') + "}", "body"));
    }
    void nonFiniteNumbersAreText() {
        QCOMPARE(dump(jsonNumber(INFINITY)), std::string("\"Infinity\""));
        QCOMPARE(numberFromJson(jsonNumber(-INFINITY)), -INFINITY);
        QVERIFY(std::isnan(numberFromJson(jsonNumber(NAN))));
        QCOMPARE(numberFromJson(jsonNumber(0.1)), 0.1);
    }
    void badUtf8NeverThrows() { QVERIFY(!dump(Json("\xff")).empty()); }
};

QTEST_GUILESS_MAIN(TestJson)
#include "tst_json.moc"
